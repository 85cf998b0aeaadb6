# mixloop: `make run` goes from a fresh clone to a plan; `make help` lists the rest.
SHELL := /bin/sh
PY := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help run up down status test lint prove prove-coverage prove-backfill prove-oracle prove-faults prove-peaks prove-mutants prove-spark bench-warehouse docs clean env env-dev env-spark

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 20

env:
	@sh plugins/house/bootstrap.sh

env-dev:
	@sh plugins/house/bootstrap.sh dev

env-spark:
	@VENV=.venv-spark sh plugins/house/bootstrap.sh spark

run: env  ## one night: from nothing to a plan on screen, in tables and in an e-mail; again: the next night
	@$(PY) -m plugins.house run

up: env  ## start Postgres, Airflow and the mail capture
	@$(PY) -m plugins.house up

down: env  ## stop everything that `make run` or `make up` started; data stays
	@$(PY) -m plugins.house down

status: env  ## what runs
	@$(PY) -m plugins.house status

test: env-dev  ## all tests: unit, integration, one night through the real scheduler
	@$(PY) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder tests/integration tests/unit
	@$(PY) -m pytest -q tests/e2e

lint: env-dev  ## style, types, SQL, import rules
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/sqlfluff lint --disable-progress-bar dbt_project/models dbt_project/tests docs/queries

prove: env-dev  ## run the proofs of the requirements; writes docs/proofs.md
	@$(PY) -m pytest -q -m proof -p tests.proofs

prove-coverage: env-dev  ## 5 sealed markets: do the intervals of iROAS cover the truth? (about 15 minutes)
	@$(PY) -m bench.coverage

prove-backfill: env-dev  ## 14 nights backfilled by Airflow against 14 nights one by one (about 30 minutes)
	@$(PY) -m bench.backfill

prove-oracle: env-dev  ## 120 disturbed nights against an oracle in plain Python: 0 differences on any night (about 10 minutes)
	@$(PY) -m bench.oracle

prove-faults: env-dev  ## 46 kinds of broken files on all channels, and 51 clean nights: what do the gates see? (about 20 minutes)
	@$(PY) -m bench.faults

prove-peaks: env-dev  ## 10 million rows at once under kills: 0 lost, 0 doubled; nights and one of 20 times the day (an hour or two)
	@$(PY) -m bench.peaks
	@$(PY) -m bench.peak_nights

prove-mutants: env-dev  ## SQL that is wrong in one place, 440 times: do the tests notice? goes on where it was stopped (hours)
	@$(PY) -m bench.sql_mutants

prove-spark: env-dev env-spark  ## two nights built by Postgres and by Spark: 0 rows of any mart differ (needs java 17 or later; about 8 minutes)
	@$(PY) -m bench.spark

bench-warehouse: env-dev  ## the warehouse's speed: load against dlt and COPY, nine attribution models, a night after 1 and 3 years, the gates, analysts' questions (about 45 minutes)
	@$(PY) -m bench.warehouse_load
	@$(PY) -m bench.warehouse_attribution
	@$(PY) -m bench.warehouse_night
	@$(PY) -m bench.warehouse_gates
	@$(PY) -m bench.analyst_queries

docs: env-dev  ## rewrite the generated pages (docs/tables.md, metrics.md, plan_tables.md, questions.md, channels.md); leaves Postgres up
	@$(PY) -c "from plugins.house.house import ensure_warehouse; ensure_warehouse()"
	@$(PY) -m plugins.warehouse.tables
	@$(PY) -m plugins.marts tables
	@$(PY) -m plugins.loader.reports_page

clean: down  ## remove the environment; data in .data and .market stays
	rm -rf .venv .venv-spark
