-- Which platforms claim more orders than they could have caused?
-- Of the last 28 days. They could have caused the orders with a touch of theirs, and those whose visits nobody knows.
select
    channel,
    sum(claimed_conversions) as claimed_orders,
    sum(touched_orders) as touched_orders,
    sum(unknown_orders) as unknown_orders,
    round(sum(claimed_conversions) / nullif(sum(touched_orders + unknown_orders), 0), 2) as over_claim_ratio
from published.fct_platform_claims
where day >= (select decision_date - 28 from published.build)
group by channel
order by over_claim_ratio desc nulls last;
