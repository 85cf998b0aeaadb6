"""The marts: one dbt build a night, as of the decision date."""

from plugins.marts.build import build_marts, describe_marts, ensure_marts, write_docs
from plugins.marts.dbt import MartsError
from plugins.marts.publish import publish_marts

__all__ = ["MartsError", "build_marts", "describe_marts", "ensure_marts", "publish_marts", "write_docs"]
