"""The door to the warehouse: a connection for each role, and nothing else."""

from plugins.warehouse.connection import WarehouseError, connect, url

__all__ = ["WarehouseError", "connect", "url"]
