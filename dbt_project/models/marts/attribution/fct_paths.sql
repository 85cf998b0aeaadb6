-- One row a month and path: how many journeys went that way, how many of them led to a sale, and what they brought. It is what
-- Markov's removal effects are fitted on. People read it without paths that only few went: plugins/marts/fold.py.
with

paths as (

    select * from {{ ref('int_paths__counted') }}
    where {{ only_changed('month') }}

)

select
    month,
    path,
    converted + lost as journeys,
    converted,
    lost,
    revenue_micros
from paths
