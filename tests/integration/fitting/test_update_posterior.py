"""A night's fit: every table agrees with the posterior, once for the same inputs, and nothing from a fit that failed."""

import io
from datetime import date

import numpy as np
import pytest

from models.response import FitError, PanelError, Posterior
from plugins import stages
from plugins.fitting import update_posterior
from tests.integration.fitting.conftest import NIGHT, Company

TABLES = ("fits", "channel_effects", "cell_effects", "contributions", "response_curves")
CHANNELS, GEOS, DAYS, WINDOWS = 3, 4, 133, 3


def counts(company: Company) -> dict[str, int]:
    return {table: company.rows(f"select count(*) from model.{table}")[0][0] for table in TABLES}  # noqa: S608


def test_a_night_s_fit_fills_every_table_and_a_second_run_changes_nothing(company: Company) -> None:
    summary = update_posterior(NIGHT)
    expected = {
        "fits": 1,
        "channel_effects": CHANNELS * WINDOWS,
        "cell_effects": CHANNELS * GEOS * WINDOWS,
        "contributions": (CHANNELS + 1) * 90,
        "response_curves": CHANNELS * 25,
    }
    assert counts(company) == expected
    before = company.rows("select fit_id, xmin::text from model.fits")
    assert update_posterior(NIGHT) == summary
    assert company.rows("select fit_id, xmin::text from model.fits") == before
    _the_tables_agree_with_the_posterior(company, summary["fit_id"])
    _money_is_told_by_the_panel(company, summary["fit_id"])
    _diagnostics_are_rows(company)
    _the_analyst_may_read_and_not_write(company)


def _the_tables_agree_with_the_posterior(company: Company, fit_id: str) -> None:
    (stored,) = company.rows("select posterior from model.fits where fit_id = %s", fit_id)[0]
    posterior = Posterior.load(io.BytesIO(bytes(stored)))
    fitted = (posterior.contribution().astype(float).sum("channel") + posterior.baseline()).sum("geo").mean("draw")
    sums = company.rows("select day, sum(mean_micros) from model.contributions group by day order by day")
    shown = np.array([float(total) for _, total in sums]) / 1e6
    assert [day for day, _ in sums] == [day.date() for day in fitted.indexes["day"][-90:]]
    np.testing.assert_allclose(shown, fitted.values[-90:], rtol=1e-6)

    iroas = posterior.iroas()
    query = "select channel, iroas_mean, iroas_low, iroas_high from model.channel_effects where window_days = %s"
    for channel, mean, low, high in company.rows(query, DAYS):
        draws = iroas.sel(channel=channel)
        told = [float(mean), float(low), float(high)]
        np.testing.assert_allclose(told, [draws.mean(), *np.quantile(draws, [0.1, 0.9])], atol=1e-6)


def _money_is_told_by_the_panel(company: Company, fit_id: str) -> None:
    exact = company.rows(
        "select channel, geo, sum(spend_micros) from marts.panel_media where day >= %s - 28 group by channel, geo"
        " order by channel, geo",
        NIGHT,
    )
    told = company.rows(
        "select channel, geo, spend_micros from model.cell_effects where window_days = 28 order by channel, geo"
    )
    assert [(channel, geo, int(spend)) for channel, geo, spend in exact] == told


def _diagnostics_are_rows(company: Company) -> None:
    checks = company.rows(
        "select c ->> 'name', (c ->> 'passed')::boolean, (c ->> 'observed')::float"
        " from model.fits, jsonb_array_elements(diagnostics -> 'checks') as c"
    )
    assert [name for name, *_ in checks] == [
        "worst R-hat", "smallest effective sample size", "divergent share",
        "forecast error by seasonal naive", "forecast coverage",
    ]  # fmt: skip
    assert all(passed and np.isfinite(observed) for _, passed, observed in checks)


def _the_analyst_may_read_and_not_write(company: Company) -> None:
    assert company.rows("select count(*) from model.fits", role="analyst") == [(1,)]
    with pytest.raises(Exception, match="permission denied"):
        company.rows("delete from model.contributions", role="analyst")
    with pytest.raises(Exception, match="permission denied"):
        company.rows("update model.fits set seed = 0", role="loop")


def test_a_restated_day_is_another_fit_beside_the_first(company: Company) -> None:
    first = update_posterior(NIGHT)
    company.rows(
        "update marts.panel_media set spend_micros = spend_micros + 1000000, status = 'imputed'"
        " where channel = 'video' and day = '2025-12-24'",
        role="dbt",
    )
    second = update_posterior(NIGHT)
    assert second["fit_id"] != first["fit_id"]
    assert second["version"] == 2
    assert counts(company)["fits"] == 2
    newest = stages.latest("fit", NIGHT)
    assert newest and newest.summary["fit_id"] == second["fit_id"]
    imputed = company.rows("select diagnostics -> 'imputed_cells' from model.fits where fit_id = %s", second["fit_id"])
    assert imputed == [({"video": GEOS},)]


def test_a_fit_that_does_not_converge_writes_nothing(company: Company) -> None:
    company.believe(refuse={"rhat_above": 1.0001, "ess_below": 100_000, "divergent_share_above": 0.01})
    with pytest.raises(FitError) as refusal:
        update_posterior(NIGHT)
    assert "did not converge, nothing is written" in str(refusal.value)
    assert "smallest effective sample size is" in str(refusal.value)
    assert "100000 allowed" in str(refusal.value) or "1e+05 allowed" in str(refusal.value)
    assert set(counts(company).values()) == {0}
    assert stages.latest("fit", NIGHT) is None


def test_a_panel_with_a_hole_is_refused_by_its_rows(company: Company) -> None:
    company.rows(
        "delete from marts.panel_media where geo = 'US-TX' and day = '2025-10-03' and channel = 'search'", role="dbt"
    )
    with pytest.raises(PanelError, match="media: no row for US-TX/2025-10-03/search"):
        update_posterior(NIGHT)
    assert set(counts(company).values()) == {0}


def test_each_night_has_its_own_seed_and_keeps_it() -> None:
    from plugins.fitting.stage import seed_of

    nights = [seed_of(date(2026, 3, day)) for day in range(1, 29)]
    assert len(set(nights)) == 28
    assert seed_of(date(2026, 3, 2)) == nights[1]
