-- What executes now, and why did it move?
-- The newest approved plan, largest moves first; budgets are daily. binding is the guardrail that stopped a line.
select
    channel,
    geo,
    proposed_micros / 1e6 as budget,
    change_micros / 1e6 as change,
    binding,
    reason
from plan.active
order by abs(change_micros) desc, channel, geo;
