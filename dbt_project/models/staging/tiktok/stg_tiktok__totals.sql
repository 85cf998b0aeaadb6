-- One row a known line of TikTok's totals by campaign or account, and day. The report by province tells less than these
-- basic ones, and later.
{{ platform_totals(
    'tiktok',
    account=channel_setting('tiktok', 'account_id'),
    currency=channel_setting('tiktok', 'currency'),
    spend=to_micros('lines.spend'),
    whole_account='lines.advertiser_id'
) }}
