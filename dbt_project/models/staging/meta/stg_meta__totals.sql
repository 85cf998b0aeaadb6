-- One row a known line of Meta's totals by campaign or account, and day. Regions that are withheld and ads that are gone
-- count here.
{{ platform_totals(
    'meta',
    account='lines.account_id',
    currency='lines.account_currency',
    spend=to_micros('lines.spend'),
    clicks='lines.inline_link_clicks'
) }}
