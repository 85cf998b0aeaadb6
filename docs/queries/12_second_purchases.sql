-- Of the customers won in the last whole month that lies 60 days back, how many bought again within 60 days?
-- All of them have had their 60 days by now. A customer is a salted key: it joins, and names nobody.
with

won as (

    select
        customer_key,
        day as won_on
    from published.fct_orders
    where
        is_new_customer
        and not is_cancelled
        and day >= (select cast(date_trunc('month', decision_date - 60) - interval '1 month' as date) from published.build)
        and day < (select cast(date_trunc('month', decision_date - 60) as date) from published.build)

)

select
    count(*) as customers,
    count(*) filter (
        where exists (
            select 1 from published.fct_orders as later
            where
                later.customer_key = won.customer_key
                and later.day > won.won_on
                and later.day <= won.won_on + 60
                and not later.is_cancelled
        )
    ) as bought_again
from won;
