"""A home, a warehouse with three published tables in it, and candidates made of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.release import Candidate, PublishedTable, build
from dagster_project.release.candidate import FILES
from dagster_project.release.manifest import sha256
from dagster_project.settings import Settings

TABLES = [
    PublishedTable("customer", "restricted", ("customer_id",), description="One row a customer."),
    PublishedTable(
        "customer_360",
        "bi",
        ("customer_id",),
        description="One row a customer's picture.",
        column_descriptions={"p_alive": "How likely they are still a customer."},
    ),
    PublishedTable(
        "kpi_value",
        "bi",
        ("kpi_id", "period_grain", "period_start_on", "dimension", "member"),
    ),
]

MakeCandidate = Callable[..., Candidate]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    company = tmp_path / "company"
    company.mkdir()
    (company / "company.yaml").write_text("keep_releases: 3\n")
    return Settings(home=tmp_path / "home", company_folder=company)


def fill(file: Path, *, night: int, as_of: str = "2026-03-31") -> None:
    """A warehouse whose every table says which night it is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as con:
        for schema in ("marts", "canonical", "landing", "identity"):
            con.execute(f"create schema {schema}")
        con.execute(f"create table canonical.as_of as select date '{as_of}' as as_of_on")
        con.execute(
            "create table marts.customer_360 as select 'C' || right(md5(i::text), 16) as "
            f"customer_id, {night} as night, i / 7.0::double as p_alive, "
            "(i % 50)::decimal(18, 2) as net_amount_12m from range(1000) as rows(i)"
        )
        con.execute(
            f"create table marts.customer as select customer_id, {night} as night, "
            "'a' || customer_id || '@example.jp' as email from marts.customer_360"
        )
        con.execute(
            "create table marts.kpi_value as select 'nps' as kpi_id, 'month' as period_grain, "
            "date '2026-02-01' as period_start_on, date '2026-02-28' as period_end_on, "
            f"'all' as dimension, null::text as member, {night}::double as value, 40 as n, "
            "1 as definition_version, null::text as parameters"
        )
        con.execute(
            "create table landing.load as select 'salesforce/contact@bulk2' as contract, "
            "'contact' as source_object, 'extracts/contact.csv' as path, 1 as load_seq"
        )
        con.execute(
            "create table identity.identity_change as "
            "select 'C1' as customer_id, 'new' as change, 1 as record_count"
        )


@pytest.fixture
def candidate(settings: Settings) -> MakeCandidate:
    def make(night: int = 1, **how: Any) -> Candidate:
        fill(settings.warehouse_file, night=night, **how)
        return build(settings, warehouse_file=settings.warehouse_file, tables=TABLES)

    return make


def passed(candidate: Candidate) -> dict[str, Any]:
    """The verdict of a gate that looked at this candidate and let it pass."""
    checked = {name: sha256(candidate.folder / name) for name in FILES.values()}
    return {"publishable": True, "checked": checked}
