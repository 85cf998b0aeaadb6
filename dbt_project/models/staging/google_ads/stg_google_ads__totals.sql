-- One row a known line of Google Ads's totals by campaign or account, and day. Performance Max and removed ads have money here
-- and no row of an ad.
{{ platform_totals(
    'google_ads',
    account='lines.customer_id',
    currency='lines.currency_code',
    spend='coalesce(lines.cost_micros, 0)'
) }}
