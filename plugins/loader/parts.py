"""What a part of a file changes of what was known: it adds its rows, and retires nothing.

The same row again is the same fact: a stream delivers at least once. Said again in the night, it changes nothing; said again on a
later night, a version of its own begins there, so that a whole file of a night between, whenever it comes, retires the one and
not the other. Of an entity (an order) the newest state stands, in whatever order parts arrive; of two states with the same time
the one from the part with the higher number.
"""

# Of equal rows in one file all but the first.
COPIES = """
    with gone as (
        delete from arriving using (
            select ctid as place, row_number() over (partition by day, row_hash order by line) as copy
            from arriving
            where (day, row_hash) in (select day, row_hash from arriving group by day, row_hash having count(*) > 1)
        ) as copies
        where arriving.ctid = copies.place and copies.copy > 1
        returning arriving.*
    )
    select {counts} from gone
"""

# Versions known on the night that say what this part says; its days may hold many more.
LIVE = """
    create temporary table live on commit drop as
    select raw.ctid as place, raw.day, raw.row_hash, raw.known_from, raw.known_until
    from {raw} as raw
    inner join arriving on raw.day = arriving.day and raw.row_hash = arriving.row_hash
    where {mine} and raw.known_from <= %(night)s and raw.known_until > %(night)s
"""

# What another part of this night said, or this night's whole file.
SAID_TONIGHT = """
    with gone as (
        delete from arriving using live
        where
            arriving.day = live.day and arriving.row_hash = live.row_hash
            and (
                live.known_from = %(night)s
                or exists (
                    select from ops.deliveries as file
                    where
                        file.channel = %(channel)s and file.report = %(report)s and file.delivered_on = %(night)s
                        and file.status in ('loaded', 'duplicate') and not file.is_part
                        and live.day between file.first_day and file.last_day
                )
            )
        returning arriving.*
    )
    select {counts} from gone
"""

# What was known since an earlier night, and is said anew: one version ends, the next begins, and nobody learns anything.
BEGIN_AGAIN = """
    with cut as (
        update {raw} as raw set known_until = %(night)s
        from live, arriving
        where raw.ctid = live.place and live.day = arriving.day and live.row_hash = arriving.row_hash
    )
    insert into {raw} ({books}, {own})
    select %(id)s, arriving.line, arriving.day, %(night)s, live.known_until, arriving.row_hash, {arriving_own}
    from arriving inner join live on live.day = arriving.day and live.row_hash = arriving.row_hash
"""

# A later part said the same: there its own version begins.
UNTIL = """least(span.known_until, (
    select min(later.known_from) from {raw} as later
    where
        later.day = arriving.day and later.row_hash = arriving.row_hash
        and later.known_from > %(night)s and later.known_from < later.known_until
))"""

NOT_BY_A_PART = (
    "not exists (select from ops.deliveries as file where file.delivery_id = other.delivery_id and file.is_part)"
)

LATER_IS_OLD = """(
    coalesce(file.is_part, false) and (later.{newest}, file.path) < (arriving.{newest}, %(path)s)
)"""

# An order's state that is older than the one known tonight was late on its way; it never stands.
YIELD_TO_NEWER = (
    """
    delete from told using live inner join ops.deliveries as file on live.delivery_id = file.delivery_id
    where {told_is_live} and (live.{newest}, file.path) > (told.{newest}, %(path)s) and live.row_hash <> told.row_hash
    """,
    "delete from live where not exists (select from told where {told_is_live})",
)

# And one that later parts brought ends where it began, if this one is newer.
OUTDO_LATER = """
    with outdone as (
        update {raw} as later set known_until = later.known_from
        from told as arriving, ops.deliveries as file
        where
            {later_is_arriving} and later.delivery_id = file.delivery_id and {later_is_old}
            and later.known_from > %(night)s and later.known_from < later.known_until
            and later.known_from < arriving.known_until
        returning later.day, later.known_from
    )
    select distinct day, known_from from outdone
"""
