"""Metrics as views beside the published marts: made from dbt's definitions, and made again only when these change."""

from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from plugins import stages
from plugins.marts.metrics import Definitions, View, definitions


def ensure_views(connection: Connection) -> None:
    """Make the views that are missing or defined otherwise by now; drop those that nobody defines any more.

    A view that stands stays untouched: to replace it, a night would wait for whoever reads it, and all others for the night.
    """
    found = definitions()
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, obj_description(oid, 'pg_class') from pg_class"
            " where relnamespace = 'published'::regnamespace and relkind = 'v'"
        )
        standing = dict(cursor.fetchall())
        for name in standing.keys() - found.views.keys():
            cursor.execute(sql.SQL("drop view {}").format(sql.Identifier("published", name)))
        for name, view in found.views.items():
            comment = _comment(found, view)
            if standing.get(name) != comment:
                cursor.execute(_made(found, view, comment))


def _comment(found: Definitions, view: View) -> str:
    """What people read of the view, and a print of its definition."""
    columns = [(metric.name, metric.description) for metric in view.metrics]
    return f"{view.description} (definition {stages.digest(found.sql(view), columns)[:12]})"


def _made(found: Definitions, view: View, comment: str) -> sql.Composed:
    name = sql.Identifier("published", view.name)
    statements = [
        sql.SQL("drop view if exists {}").format(name),
        # The definition is the project's own text, like dbt's models.
        sql.SQL("create view {} as {}").format(name, sql.SQL(found.sql(view))),
        sql.SQL("comment on view {} is {}").format(name, sql.Literal(comment)),
        *(
            sql.SQL("comment on column {}.{} is {}").format(
                name, sql.Identifier(metric.name), sql.Literal(f"{metric.description} Unit: {metric.unit}.")
            )
            for metric in view.metrics
        ),
    ]
    return sql.SQL("; ").join(statements)
