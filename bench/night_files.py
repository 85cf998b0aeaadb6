"""A big shop's exports for the bench: 30 days of ten channels in the platforms' own formats, as many rows as asked for."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds" / "geo_names.csv"
GOOGLE = (
    "customer.id,customer.currency_code,customer.time_zone,campaign.id,campaign.name,ad_group.id,ad_group.name,"
    "ad_group_ad.ad.id,segments.date,segments.geo_target_region,metrics.cost_micros,metrics.impressions,metrics.clicks,"
    "metrics.conversions,metrics.conversions_value,metrics.view_through_conversions"
)
PINTEREST = (
    "DATE,AD_ACCOUNT_ID,CAMPAIGN_ID,CAMPAIGN_NAME,AD_GROUP_ID,AD_ID,TARGETING_TYPE,TARGETING_VALUE,SPEND_IN_MICRO_DOLLAR,"
    "IMPRESSION_1,IMPRESSION_2,CLICKTHROUGH_1,CLICKTHROUGH_2,TOTAL_CHECKOUT,TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR"
)
MICROSOFT = (
    '"Report Name: ad geo days"\n"Report Time: 30 days"\n"Time Zone: Eastern Time"\n\n"TimePeriod","AccountId","AccountName",'
    '"CurrencyCode","CampaignId","CampaignName","AdGroupId","AdGroupName","AdId","Country","State","Impressions","Clicks","Ctr",'
    '"Spend","ConversionsQualified","Revenue"'
)

EVERY = 20  # of so many lines, one is restated in a night: 5 %


@dataclass(frozen=True)
class Shape:
    """How much a day has."""

    ads: int
    orders: int
    sessions: int
    e_mails: int
    peak: int = 1  # times as much has the last day

    def of(self, day: date, last_day: date) -> "Shape":
        """What this day has."""
        times = self.peak if day == last_day else 1
        return Shape(
            ads=self.ads * times,
            orders=self.orders * times,
            sessions=self.sessions * times,
            e_mails=self.e_mails * times,
        )


def places(source: str) -> list[str]:
    """How a platform names the 20 markets."""
    with SEEDS.open() as seeds:
        return [row["source_geo"] for row in csv.DictReader(seeds) if row["source"] == source][:20]


def ad_lines(channel: str, days: list[date], shape: Shape, restated: int) -> Iterator[str]:
    """One line an ad, place and day; each of the `restated` nights so far made one in `EVERY` cost a cent more, others each time."""
    cents = [len(range(slot, restated, EVERY)) for slot in range(EVERY)]
    for day in days:
        for where, place in enumerate(places(channel)):
            for ad in range(shape.of(day, days[-1]).ads):
                number = (day.toordinal() * 31 + where * 7 + ad * 13) % 9973
                yield LINES[channel](day, place, where, ad, number + cents[(number + ad) % EVERY])


def _google(day: date, place: str, where: int, ad: int, n: int) -> str:
    return f"123,USD,America/New_York,11,Brand,22,Core,{1000 + ad},{day},{place},{n * 10_000},{n},{n % 40},{n % 7}.5,{n}.25,0\n"


def _meta(day: date, place: str, where: int, ad: int, n: int) -> str:
    return (
        f'{{"date_start":"{day}","date_stop":"{day}","account_id":"1","account_currency":"USD","campaign_id":"2",'
        f'"campaign_name":"P","adset_id":"3","adset_name":"L","ad_id":"{2000 + ad}","ad_name":"V",'
        f'"region":"{place}","spend":"{n}.01","impressions":"{n}",'
        f'"clicks":"{n % 40}","inline_link_clicks":"{n % 40}","reach":"9",'
        f'"actions":[{{"action_type":"omni_purchase","value":"{n % 7}"}}],'
        f'"action_values":[{{"action_type":"omni_purchase","value":"{n}.50"}}]}}\n'
    )


def _tiktok(day: date, place: str, where: int, ad: int, n: int) -> str:
    return (
        f'{{"dimensions":{{"ad_id":"{3000 + ad}","stat_time_day":"{day} 00:00:00","province_id":"{place}"}},"metrics":{{'
        f'"campaign_id":"4","campaign_name":"S","adgroup_id":"5","adgroup_name":"18","ad_name":"D","spend":"{n}.20","impressions":"{n}",'
        f'"clicks":"{n % 40}","conversion":"{n % 7}","real_time_conversion":"0","total_purchase_value":"{n}.00","reach":"9"}}}}\n'
    )


def _pinterest(day: date, place: str, where: int, ad: int, n: int) -> str:
    return f"{day},549,626,Home,268,{4000 + ad},REGION,{place},{n * 10_000},{n},0,{n % 40},0,{n % 7},{n * 1000}\n"


def _microsoft(day: date, place: str, where: int, ad: int, n: int) -> str:
    return (
        f'"{day}","15","Shop","USD","38","Brand","118","Exact","{5000 + ad}","United States","{place}","{n}","{n % 40}","1%","{n}.56",'
        f'"{n % 7}","{n}.00"\n'
    )


def _linkedin(day: date, place: str, where: int, ad: int, n: int) -> str:
    at = f'{{"year":{day.year},"month":{day.month},"day":{day.day}}}'
    return (
        f'{{"dateRange":{{"start":{at},"end":{at}}},"pivotValues":["urn:li:sponsoredCreative:{ad * 100 + where}",'
        f'"urn:li:sponsoredCampaign:{where}"],"costInLocalCurrency":"{n}.34","costInUsd":"{n}.34","impressions":{n},"clicks":{n % 40},'
        f'"landingPageClicks":1,"externalWebsiteConversions":{n % 7},"externalWebsitePostClickConversions":1,'
        f'"externalWebsitePostViewConversions":2,"conversionValueInLocalCurrency":"{n}.10"}}\n'
    )


LINES = {
    "google_ads": _google, "meta": _meta, "tiktok": _tiktok, "pinterest": _pinterest, "microsoft_ads": _microsoft,
    "linkedin": _linkedin,
}  # fmt: skip
FILES = {
    "google_ads": ("ad_geo_days.csv", GOOGLE), "meta": ("ad_region_days.jsonl", ""), "tiktok": ("ad_province_days.jsonl", ""),
    "pinterest": ("ad_region_days.csv", PINTEREST), "microsoft_ads": ("ad_geo_days.csv", MICROSOFT),
    "linkedin": ("creative_days.jsonl", ""),
}  # fmt: skip


def deliver(landing: Path, night: date, shape: Shape, *, reach: int, restated: int, reverse: bool = False) -> None:
    """Write a night's files: ad channels tell 30 days, the shop, its e-mails and the web the last `reach`."""
    ad_days = [night - timedelta(days=back) for back in range(30, 0, -1)]
    for channel, (name, header) in FILES.items():
        lines = list(ad_lines(channel, ad_days, shape, restated))
        if reverse:
            lines.reverse()
        _write(landing, channel, night, name, [header + "\n"] if header else [], lines)
    _write(landing, "linkedin", night, "campaigns.jsonl", [], _campaigns())
    tv = ["Air Date;Market;Campaign;Spot;Net Cost;GRPs;Impressions (000)\n"]
    spots = [
        f"{day:%m/%d/%Y};{place};Brand;30s;{day.day * 100};-;5\n" for day in ad_days for place in places("offline")
    ]
    _write(landing, "tv", night, "schedule.csv", tv, spots)
    days = ad_days[-reach:]
    _write(
        landing,
        "shopify",
        night,
        "orders.jsonl",
        [],
        [_order(day, n, shape) for day in days for n in range(shape.of(day, days[-1]).orders)],
    )
    refunds = [_refund(day, n, shape) for day in days for n in range(0, shape.of(day, days[-1]).orders, 20)]
    _write(landing, "shopify", night, "refunds.jsonl", [], refunds)
    e_mails = [
        f'{{"id":"{day}-{n}","metric":"Received Email","datetime":"{day}T15:{n % 60:02}:05+00:00","profile_id":"p{n}","email":'
        f'"p{n}@example.com","campaign_id":"c","campaign_name":"S","region":"US-CA","consent":true}}\n'
        for day in days for n in range(shape.of(day, days[-1]).e_mails)
    ]  # fmt: skip
    _write(landing, "klaviyo", night, "events.jsonl", [], e_mails)
    web = [
        _event(day, n, of_day)
        for day in ad_days[-max(reach, 3) :]
        for of_day in [shape.of(day, days[-1])]
        for n in range(of_day.sessions + of_day.orders)
    ]
    _write(landing, "ga4", night, "events.jsonl", [], web)


def _campaigns() -> list[str]:
    facet = "urn:li:adTargetingFacet:locations"
    return [
        json.dumps({
            "id": number, "name": "C", "account": "urn:li:sponsoredAccount:5", "campaignGroup": "urn:li:sponsoredCampaignGroup:3",
            "targetingCriteria": {"include": {"and": [{"or": {facet: [place]}}]}},
        }) + "\n"
        for number, place in enumerate(places("linkedin"))
    ]  # fmt: skip


def _order_id(day: date, n: int) -> str:
    return f"{day.toordinal()}{n:06d}"


def _order(day: date, n: int, shape: Shape) -> str:
    at = f"{day}T{10 + n % 10}:00:00-05:00"
    return (
        f'{{"id":"{_order_id(day, n)}","created_at":"{at}","updated_at":"{at}","cancelled_at":null,"test":false,'
        f'"financial_status":"paid","currency":"USD","total_price_set":{{"shop_money":{{"amount":"{20 + n % 90}.00",'
        f'"currency_code":"USD"}}}},"customer":{{"id":'
        f'"7{(day.toordinal() * 31 + n * 17) % (shape.orders * 20)}","orders_count":1,"email":"p@example.com"}},"shipping_address":'
        f'{{"province_code":"{("CA", "TX", "NY", "FL")[n % 4]}","country_code":"US"}},"buyer_accepts_marketing":true}}\n'
    )


def _refund(day: date, n: int, shape: Shape) -> str:
    of = _order_id(day, n)
    return (
        f'{{"id":"9{of}","order_id":"{of}","created_at":"{day}T20:30:00-05:00","amount_set":{{"shop_money":{{"amount":"5.05",'
        f'"currency_code":"USD"}}}}}}\n'
    )


def _event(day: date, n: int, shape: Shape) -> str:
    buys = n >= shape.sessions
    session = n - shape.sessions if buys else n
    micros = ((day - date(1970, 1, 1)).days * 86_400 + 54_000 + session % 20_000 + 100 * buys) * 1_000_000
    ecommerce = f'{{"transaction_id":"{_order_id(day, session)}","purchase_revenue_in_usd":12.30}}' if buys else "null"
    return (
        f'{{"event_date":"{day:%Y%m%d}","event_timestamp":{micros},"event_name":"{"purchase" if buys else "session_start"}",'
        f'"event_params":[{{"key":"ga_session_id","value":{{"int_value":{day.toordinal() * 1_000_000 + session}}}}}],'
        f'"user_pseudo_id":"{day}.{session}","user_id":null,"privacy_info":{{"analytics_storage":"Yes","ads_storage":"Yes"}},"collected_traffic_source":{{"manual_source":'
        f'"google","manual_medium":"cpc","manual_campaign_id":"11","gclid":"x"}},"geo":{{"region":"California"}},"ecommerce":{ecommerce},'
        f'"batch_event_index":{n}}}\n'
    )


def _write(landing: Path, channel: str, night: date, name: str, head: list[str], lines: list[str]) -> None:
    place = landing / channel / str(night) / name
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w") as file:
        file.writelines(head)
        file.writelines(lines)
