-- One row a known line of LinkedIn's totals by campaign or account, and day. LinkedIn's campaign group is what others call a
-- campaign.
{{ platform_totals(
    'linkedin',
    account="split_part(lines.account_urn, ':', 4)",
    currency=channel_setting('linkedin', 'currency'),
    spend=to_micros('lines.cost_in_local_currency'),
    campaign="split_part(lines.campaign_group_urn, ':', 4)",
    campaign_name='cast(null as ' ~ text_type() ~ ')'
) }}
