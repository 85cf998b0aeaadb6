"""ECB: one rate a currency and day; holidays have none, and a rate of nothing is no rate."""

from decimal import Decimal

from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import Export

RATES = Export(
    report_of("ecb"),
    {"TIME_PERIOD": "2026-02-27", "CURRENCY": "JPY", "CURRENCY_DENOM": "EUR", "OBS_VALUE": "184.29"},
)
EXPORTS = (RATES,)

RATES.reads("a_rate_keeps_its_digits", {"OBS_VALUE": "1.18050"}, {"rate": Decimal("1.18050")})
RATES.reads("a_holiday_has_no_rate", {"OBS_VALUE": ""}, {"rate": None})
RATES.reads("a_holiday_is_not_a_number", {"OBS_VALUE": "NaN"}, {"rate": None})
RATES.quarantines("a_rate_of_nothing", {"OBS_VALUE": "0"}, "OBS_VALUE", "0", "above zero")
RATES.quarantines("a_rate_below_nothing", {"OBS_VALUE": "-1.2"}, "OBS_VALUE", "-1.2", "above zero")
RATES.quarantines("a_month_is_no_day", {"TIME_PERIOD": "2026-02"}, "TIME_PERIOD", "2026-02", "not a day")
