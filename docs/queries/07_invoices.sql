-- What should last month's invoices say, account by account?
-- In the account's own currency, to the micro; is_told: the platform told its total every day, so this is its sum and not ours.
-- days_without_a_rate are missing from what the same amounts are worth to us.
select
    channel,
    account_id,
    account_currency,
    sum(account_spend_micros) / 1e6 as account_spend,
    sum(spend_micros) / 1e6 as spend,
    bool_and(is_told) as is_told,
    count(*) filter (where spend_micros is null) as days_without_a_rate
from published.fct_account_days
where
    day >= (select cast(date_trunc('month', decision_date) - interval '1 month' as date) from published.build)
    and day < (select cast(date_trunc('month', decision_date) as date) from published.build)
group by channel, account_id, account_currency
order by channel, account_id;
