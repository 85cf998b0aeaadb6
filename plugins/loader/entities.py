"""Versions where a file tells of the entities in it (orders, which come again when they change) and of nothing else."""

from psycopg2 import sql

from plugins.loader import parts
from plugins.loader.versions import FORGET_CORRECTED, Changed, File, alike, names_of


def settle_entities(file: File) -> Changed:
    """Days and nights of change, where the file tells of the entities in it and of nothing else."""
    entity = file.report.entity
    has_company, has_parts = file.company()
    if has_company:
        file.run(FORGET_CORRECTED, same=alike("corrected", "arriving", entity))
    names = {
        "raw_is_arriving": alike("raw", "arriving", entity),
        "later_is_arriving": alike("later", "arriving", entity),
        "entity_of_arriving": names_of(entity, "arriving"),
        "told_is_live": alike("told", "live", entity),
        "newest": sql.Identifier(file.report.day or "day"),
        "later_is_old": sql.SQL("false"),
    }
    if has_parts:
        names["later_is_old"] = sql.SQL(parts.LATER_IS_OLD).format(newest=names["newest"])
    for table in (_TOLD, _LIVE_ENTITIES):
        file.run(table, **names)
    changes: Changed = []
    if file.delivery.is_part:
        for statement in parts.YIELD_TO_NEWER:
            file.run(statement, **names)
    if has_parts:
        changes += file.run(parts.OUTDO_LATER, **names)
    file.run(_CLOSE_ENTITIES)
    changes += file.run(_OPEN_ENTITIES)
    if has_company:
        file.join(alike("one", "other", entity))
    file.run("drop table told, live")
    return changes


# The newest line that tells of each entity, of equally new ones the last, until which night it stands, and whether another file of
# this night came after it.
_TOLD = """
    create temporary table told on commit drop as
    select distinct on ({entity_of_arriving})
        arriving.*,
        coalesce((
            select min(later.known_from) from {raw} as later
            left join ops.deliveries as file on later.delivery_id = file.delivery_id
            where
                {later_is_arriving} and later.known_from < later.known_until and not {later_is_old}
                and (later.known_from > %(night)s or later.known_from = %(night)s and file.load_no > %(load_no)s)
        ), 'infinity') as known_until
    from arriving
    order by {entity_of_arriving}, arriving.{newest} desc, arriving.line desc
"""

_LIVE_ENTITIES = """
    create temporary table live on commit drop as
    select raw.ctid as place, {raw_own}, raw.row_hash, raw.delivery_id
    from {raw} as raw
    inner join told as arriving on {raw_is_arriving}
    where raw.known_from <= %(night)s and raw.known_until > %(night)s and arriving.known_until > %(night)s
"""

_CLOSE_ENTITIES = """
    update {raw} as raw set known_until = %(night)s
    from live
    where raw.ctid = live.place and not exists (select from told where told.row_hash = live.row_hash)
"""

_OPEN_ENTITIES = """
    with opened as (
        insert into {raw} ({books}, {own})
        select %(id)s, line, day, %(night)s, known_until, row_hash, {own} from told as arriving
        where not exists (select from live where live.row_hash = arriving.row_hash)
        union all
        -- what the file itself corrects further down
        select %(id)s, line, day, %(night)s, %(night)s, row_hash, {own} from arriving
        where not exists (select from told where told.row_hash = arriving.row_hash)
        on conflict do nothing
        returning day, known_until
    ),

    days as (select distinct day, known_until from opened)

    select day, %(night)s::date from days
    union
    select day, known_until from days where known_until < 'infinity'
"""
