-- One row a person who has withdrawn consent by the night. Nights before it knew nothing of that, and are what they were.
with

withdrawals as (select * from {{ source('privacy', 'withdrawals') }})

select key as person_key
from withdrawals
where from_night <= cast('{{ var("decision_date") }}' as date)
