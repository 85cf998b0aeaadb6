"""What dbt calls `adapter`, for sqlfluff: it lints what Postgres would be given."""

from collections.abc import Callable

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def dispatch(context: Context, name: str) -> Callable[..., str]:
    """Postgres's rendering of a macro of dbt_project/macros/engines."""
    return context.resolve(f"postgres__{name}")
