-- Which channels were held in the last 28 nights, and for what?
select
    decision_date,
    scope,
    verdict,
    failing
from gate.verdict_now
where
    verdict <> 'pass'
    and decision_date > (select decision_date - 28 from published.build)
order by decision_date desc, scope;
