"""Versions where a file tells all of each day that it spans: what it leaves out is gone."""

from psycopg2 import sql

from plugins.loader import parts
from plugins.loader.versions import ALWAYS, FORGET_CORRECTED, Changed, File


def settle_days(file: File, *, retires: bool) -> Changed:
    """Days and nights of change, where the file tells all of its days."""
    is_part, is_one = file.delivery.is_part, file.report.equal_rows_are_one
    if is_one:
        file.drop(parts.COPIES)
    else:
        file.run(_NUMBER_COPIES)
    file.run(_SPAN)
    has_company, has_parts = file.company()
    if not (has_company or is_part) and not file.run(_ANY_LIVE):
        file.run(_OPEN_ALL)
        file.run("drop table span")
        return file.run("select distinct day, %(night)s::date from arriving")
    changes: Changed = []
    if retires:
        file.run(_DIFFERING)
    else:
        _lay_beside_live(file)
    file.run("analyze differing")  # few rows are found by their place, many by reading the whole table
    if retires:
        if has_company:
            changes += file.run(_REOPEN)
        changes += file.run(_CLOSE_GONE)
    if has_company:
        file.run(FORGET_CORRECTED, same=sql.SQL("corrected.day = arriving.day"))
    if is_part:
        file.run(parts.BEGIN_AGAIN)
    until = sql.SQL(parts.UNTIL).format(raw=file.raw) if has_parts else sql.SQL("span.known_until")
    changes += file.run(_OPEN_DAYS, until=until)
    if has_company:
        but = sql.SQL(parts.NOT_BY_A_PART) if has_parts else ALWAYS
        file.join(sql.SQL("one.day = other.day"), but=but, earlier=not is_part)
    file.run("drop table span, differing")
    if not retires:
        file.run("drop table live")
    return changes


def _lay_beside_live(file: File) -> None:
    """Rows that are added to what is known, and retire nothing of it: those that nobody has told yet are told apart."""
    if file.delivery.is_part:
        file.run(parts.LIVE)
        file.drop(parts.SAID_TONIGHT)
    else:
        file.run(_LIVE_DAYS)
        if file.report.equal_rows_are_one:
            file.drop(parts.SAID_TONIGHT)
        else:
            _number_on(file)
    file.run(_ADDED)


def _number_on(file: File) -> None:
    """Equal rows of this file that stand already are other facts: those that are added are numbered after them."""
    copies = 1
    file.run("create temporary table first_copy on commit drop as select line, row_hash from arriving")
    while file.run("select true from arriving inner join live using (day, row_hash) limit 1"):
        copies += 1
        file.run(_NUMBER_ON, copy=sql.Literal(copies))
    file.run("drop table first_copy")


# Two equal rows of one file are two facts (a spot that was booked twice): each further one has a hash of its own.
_NUMBER_COPIES = """
    with copies as (
        select ctid as place, row_number() over (partition by day, row_hash order by line) as copy
        from arriving
        where (day, row_hash) in (select day, row_hash from arriving group by day, row_hash having count(*) > 1)
    )
    update arriving set row_hash = md5(arriving.row_hash::text || copies.copy)::uuid
    from copies where arriving.ctid = copies.place and copies.copy > 1
"""

_NUMBER_ON = """
    update arriving set row_hash = md5(first_copy.row_hash::text || {copy}::int)::uuid
    from first_copy, live
    where arriving.line = first_copy.line and live.day = arriving.day and live.row_hash = arriving.row_hash
"""

# For each day that the file tells of: the first later night on which another file tells it anew, and that file.
_SPAN = """
    create temporary table span on commit drop as
    select distinct on (days.day)
        cast(days.day as date) as day,
        coalesce(later.delivered_on, 'infinity') as known_until,
        later.delivery_id
    from generate_series(%(first)s, %(last)s, interval '1 day') as days (day)
    left join ops.deliveries as later
        on
            later.channel = %(channel)s and later.report = %(report)s and later.status in ('loaded', 'duplicate')
            and not later.is_part  -- it tells no day whole
            and days.day between later.first_day and later.last_day
            and (later.delivered_on > %(night)s or later.delivered_on = %(night)s and later.load_no > %(load_no)s)
    order by days.day, later.delivered_on, later.load_no desc
"""

_LIVE = """
    select raw.ctid as place, raw.day, raw.row_hash, raw.known_from, raw.known_until
    from {raw} as raw
    where
        {mine} and raw.day between %(first)s and %(last)s
        and raw.known_from <= %(night)s and raw.known_until > %(night)s
"""

_ANY_LIVE = f"{_LIVE} limit 1"

_LIVE_DAYS = f"create temporary table live on commit drop as {_LIVE}"

# Rows that the file leaves out (`gone`) and rows that nobody has told yet (`new`), by their places; all others say what is known
# already, and nothing has to be done for them.
_DIFFERING = f"""
    create temporary table differing on commit drop as
    select live.place as gone, arriving.ctid as new
    from arriving
    full join ({_LIVE}) as live on arriving.day = live.day and arriving.row_hash = live.row_hash
    where live.place is null or arriving.ctid is null
"""  # noqa: S608 - made of our own text

_ADDED = """
    create temporary table differing on commit drop as
    select arriving.ctid as new from arriving
    where not exists (select from live where live.day = arriving.day and live.row_hash = arriving.row_hash)
"""

# What this file leaves out, but a later one had again.
_REOPEN = """
    with reopened as (
        insert into {raw} ({books}, {own})
        select span.delivery_id, null, raw.day, span.known_until, raw.known_until, raw.row_hash, {raw_own}
        from {raw} as raw
        inner join differing on raw.ctid = differing.gone
        inner join span on raw.day = span.day
        where raw.known_until > span.known_until
        returning day, known_from
    )
    select distinct day, known_from from reopened
"""

_CLOSE_GONE = """
    with closed as (
        update {raw} as raw set known_until = %(night)s from differing where raw.ctid = differing.gone returning raw.day
    )
    select distinct day, %(night)s::date from closed
"""

_OPEN_DAYS = """
    with opened as (
        insert into {raw} ({books}, {own})
        select %(id)s, arriving.line, arriving.day, %(night)s, {until}, arriving.row_hash, {arriving_own}
        from arriving
        inner join differing on arriving.ctid = differing.new
        inner join span on arriving.day = span.day
        returning day, known_until
    ),

    days as (select distinct day, known_until from opened)

    select day, %(night)s::date from days
    union
    select day, known_until from days where known_until < 'infinity'
"""

# Nothing was known of these days before, and no later file tells of them: all begins, and nothing has to be compared.
_OPEN_ALL = """
    insert into {raw} ({books}, {own})
    select %(id)s, arriving.line, arriving.day, %(night)s, 'infinity', arriving.row_hash, {arriving_own} from arriving
"""
