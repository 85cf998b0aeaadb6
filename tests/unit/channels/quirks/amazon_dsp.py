"""Amazon DSP: the geo report, one array; regions that may be null, purchases on and off Amazon."""

from decimal import Decimal

from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import ABSENT, Export

GEO = Export(
    report_of("amazon_dsp"),
    {
        "date": "2026-03-01",
        "entityId": "ENTITY1",
        "advertiserId": 580000000000000001,
        "advertiserName": "Shop",
        "orderId": 590000000000000011,
        "orderName": "Spring",
        "orderCurrency": "USD",
        "lineItemId": 590000000000000021,
        "lineItemName": "Streaming",
        "country": "United States",
        "region": "California",
        "impressions": 1540,
        "clicks": 2,
        "totalCost": 31.25,
        "purchases": 9,
        "totalPurchases": 11,
        "offAmazonPurchases": 2.0,
        "combinedPurchases": 13,
        "offAmazonProductSales": 160.5,
    },
)
EXPORTS = (GEO,)
PLAIN = GEO.text({})

# Places.
GEO.reads("a_region_that_is_null_is_unknown", {"region": None}, {"region": "Unknown", "total_cost": Decimal("31.25")})
GEO.reads("a_region_that_is_empty_is_unknown", {"region": ""}, {"region": "Unknown"})
GEO.reads("a_region_whose_key_is_absent_is_unknown", {"region": ABSENT}, {"region": "Unknown"})
GEO.quarantines("a_region_by_number", {"region": {"id": 5}}, "region", "{'id': '5'}", "not a text")
GEO.refuses("a_report_by_country_only", GEO.text({"region": ABSENT}), "no region", "country")
GEO.refuses("a_report_by_dma", PLAIN.replace('"region"', '"dmaCode"'), "no region", "dmaCode")
GEO.refuses("a_report_of_orders_only", PLAIN.replace('"lineItemId"', '"x"'), "no lineItemId")

# Purchases.
GEO.reads(
    "purchases_on_and_off_amazon_stay_apart",
    {"purchases": 9, "offAmazonPurchases": 2.0, "combinedPurchases": 13},
    {"purchases": 9, "off_amazon_purchases": Decimal("2.0")},
)
GEO.reads("purchases_of_the_brand_are_others", {"totalPurchases": 11, "purchases": 9}, {"purchases": 9})
GEO.reads("a_modelled_purchase_is_a_fraction", {"offAmazonPurchases": 0.25}, {"off_amazon_purchases": Decimal("0.25")})
GEO.reads("off_amazon_sales_that_are_null", {"offAmazonProductSales": None}, {"off_amazon_product_sales": None})
GEO.refuses("a_report_without_purchases_off_amazon", PLAIN.replace("offAmazonPurchases", "x"), "no offAmazonPurchases")

# Money and counts.
GEO.reads("a_cost_of_a_millicent", {"totalCost": 0.00001}, {"total_cost": Decimal("0.00001")})
GEO.reads("a_cost_of_dsp_as_text", {"totalCost": "31.25"}, {"total_cost": Decimal("31.25")})
GEO.reads("dollars_of_canada", {"orderCurrency": "CAD"}, {"order_currency": "CAD", "total_cost": Decimal("31.25")})
GEO.quarantines("a_cost_in_an_object", {"totalCost": {"amount": 1}}, "totalCost", "{'amount': '1'}", "not a number")
GEO.quarantines("a_dash_for_a_dsp_cost", {"totalCost": "-"}, "totalCost", "-", "not a number")
GEO.quarantines("three_tenths_of_an_impression", {"impressions": 0.3}, "impressions", "0.3", "not a whole number")
GEO.refuses("media_cost_instead_of_all_cost", PLAIN.replace("totalCost", "supplyCost"), "no totalCost", "supplyCost")

# Ids and days.
GEO.reads("a_line_item_id_of_18_digits", {"lineItemId": 590000000000000023}, {"line_item_id": "590000000000000023"})
GEO.quarantines("an_order_rounded_by_a_float", {"orderId": 5.9e17}, "orderId", "5.9e+17", "not an id")
GEO.quarantines("a_line_item_that_is_null", {"lineItemId": None}, "lineItemId", None, "is missing")
GEO.refuses(
    "intervals_instead_of_days",
    PLAIN.replace('"date"', '"intervalStart"'),
    "no date",
    "intervalStart",
)
