-- How much moved in each of the last 28 nights, who agreed, and what was it to bring?
select
    plans.decision_date,
    plans.status,
    plans.kind,
    plans.moved_micros / 1e6 as moved,
    plans.gain,
    plans.gain_unit,
    plans.cause,
    string_agg(approvals.actor, ', ' order by approvals.actor) as agreed
from plan.plans
left join plan.approvals on plans.plan_id = approvals.plan_id and approvals.answer = 'approve'
where plans.decision_date > (select max(decision_date) - 28 from plan.plans)
group by plans.plan_id
order by plans.decision_date desc, plans.version desc;
