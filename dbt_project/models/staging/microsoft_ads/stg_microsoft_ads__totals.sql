-- One row a known line of Microsoft Advertising's totals by campaign or account, and day. Ads that were
-- deleted for good, and clicks without a state, count here.
{{ platform_totals(
    'microsoft_ads',
    account='lines.account_id',
    currency='lines.currency_code',
    spend=to_micros('lines.spend')
) }}
