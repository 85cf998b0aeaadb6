-- One row a currency and day of the bank's reference rates, as known on the night: how much of it one unit of the base buys.
with

lines as (

    {{ known(source('ecb', 'rates')) }}

)

select
    lines.base as base,
    lines.currency as currency,
    lines.day as day,
    lines.rate as rate
from lines
where lines.rate is not null
