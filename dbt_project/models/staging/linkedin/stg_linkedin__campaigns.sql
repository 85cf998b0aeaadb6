-- One row a LinkedIn campaign, as last known. LinkedIn's campaign group is what others call a campaign, its campaign an ad group;
-- a campaign targets one region, which is how its spend gets a geo.
with

lines as (

    {{ known(source('linkedin', 'campaigns')) }}

)

select
    campaign_urn,
    name as ad_group_name,
    split_part(account_urn, ':', 4) as account_id,
    split_part(campaign_group_urn, ':', 4) as campaign_id,
    split_part(campaign_urn, ':', 4) as ad_group_id,
    geo_urn
from lines
