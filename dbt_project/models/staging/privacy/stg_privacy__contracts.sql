-- One row a source and use that a contract allows on the night. What no contract allows isn't done.
with

contracts as (select * from {{ source('privacy', 'contracts') }})

select distinct
    source,
    use
from contracts
where
    valid_from <= cast('{{ var("decision_date") }}' as date)
    and valid_until > cast('{{ var("decision_date") }}' as date)
