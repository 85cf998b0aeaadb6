"""From what a night learned to the budgets of its week: allocate, store, approve, hand to the platforms."""

from plugins.planning.activation import write_activation
from plugins.planning.approval import approve, reject
from plugins.planning.night import allocate_and_store, hold, show_only

__all__ = ["allocate_and_store", "approve", "hold", "reject", "show_only", "write_activation"]
