-- How did one channel's budget in one state come about, night by night?
-- Put your channel and state in. optimum is what the model wants; exploration is chance, so that the loop learns.
select
    plans.decision_date,
    lines.current_micros / 1e6 as before,
    lines.optimum_micros / 1e6 as optimum,
    lines.exploration_micros / 1e6 as exploration,
    lines.propensity,
    lines.binding,
    lines.reason
from plan.plans
inner join plan.plan_lines as lines on plans.plan_id = lines.plan_id
where
    plans.status = 'approved'
    and plans.decision_date > (select max(decision_date) - 90 from plan.plans)
    and lines.channel = 'meta'
    and lines.geo = 'US-CA'
order by plans.decision_date desc;
