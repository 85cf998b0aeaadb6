"""The stage 'fit': learn from the panel of a decision date, or keep what is known and say why."""

import hashlib
import logging
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extras import Json

import models.response
from config import loop, response
from models.response import FitError, Posterior, ResponseSpec, fit
from models.validation import convergence
from models.validation.forecast import score_forecast
from models.validation.result import Check
from plugins import stages
from plugins.fitting import tables
from plugins.fitting.reading import read_panel
from plugins.marts import ensure_marts
from plugins.warehouse import connect

log = logging.getLogger(__name__)

STAGE = "fit"


def update_posterior(decision_date: date) -> dict[str, Any]:
    """Fit the response model on the panel of a decision date and write the tables of schema `model`.

    The same panel, spec, seed and code again are a no-op.

    Returns
    -------
    dict
        fit_id, version, days, rows of each table, and what the sampler says.

    Raises
    ------
    FitError
        The sampler didn't converge; nothing is written, so the last plan stands.
    PanelError
        The marts' panel can't be learned from.
    """
    ensure_marts(decision_date)
    with closing(connect("loop")) as connection:
        panel, imputed = read_panel(connection)
    settings = response.load()
    spec, seed = ResponseSpec.from_settings(settings), seed_of(decision_date)
    panel_hash = panel.digest()
    fit_id = stages.digest(panel_hash, spec.record(), seed, code_version())[:16]

    def work(connection: Connection, version: int) -> tuple[str, dict[str, Any]]:
        posterior = fit(panel, spec, seed=seed)
        checks = convergence.check(posterior.sampler, spec.sampling, convergence.Limits(**settings.refuse.model_dump()))
        refused = [check for check in checks if not check.passed]
        if refused:
            said = "; ".join(check.sentence() for check in refused)
            raise FitError(f"fit of {decision_date} did not converge, nothing is written: {said}")
        checks += score_forecast(posterior)
        stored = posterior.to_bytes()
        _write_fit(connection, fit_id, decision_date, panel_hash, posterior, checks, imputed, stored)
        rows = tables.write(connection, fit_id, posterior)
        summary = {
            "fit_id": fit_id,
            "version": version,
            "days": panel.revenue.sizes["day"],
            "rows": rows,
            "bytes": len(stored),
            "sampler": asdict(posterior.sampler),
        }
        return stages.digest(fit_id, hashlib.sha256(stored).hexdigest()), summary

    return stages.run(STAGE, decision_date, stages.digest(fit_id), work)


def seed_of(decision_date: date) -> int:
    """The night's seed, from the loop's seed and the decision date."""
    return int(stages.digest(loop.load().seed, decision_date, STAGE)[:8], 16)


def code_version() -> str:
    """Hash of the model's source: other code, another fit."""
    folder = Path(models.response.__file__).parent
    return stages.digest([(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.py"))])


def _write_fit(
    connection: Connection, fit_id: str, decision_date: date, panel_hash: str, posterior: Posterior,
    checks: list[Check], imputed: dict[str, int], stored: bytes,
) -> None:  # fmt: skip
    diagnostics = {
        "checks": [asdict(check) for check in checks],
        "channels": [asdict(known) for known in posterior.diagnose()],
        "sampler": asdict(posterior.sampler),
        "imputed_cells": imputed,
    }
    values = (fit_id, decision_date, panel_hash, Json(posterior.spec.record()), posterior.seed, Json(diagnostics),
              psycopg2.Binary(stored))  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into model.fits (fit_id, decision_date, panel_hash, spec, seed, diagnostics, posterior)"
            " values (%s, %s, %s, %s, %s, %s, %s)",
            values,
        )
