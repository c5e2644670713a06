"""The extracts, landed: every file accounted for, every raw table a view over Parquet."""

from collections.abc import Iterator
from datetime import timedelta

import dagster as dg

from dagster_project import dbt_project, journey, opening_hours, release, steering, warehouse
from dagster_project.defs.resources import Night
from dagster_project.landing import land, register, wait_for_required
from dagster_project.settings import Settings

TABLES = dbt_project.raw_tables()
LOADS = dg.AssetKey(["landing", "load"])


def _freshness(vendor: str, object_name: str) -> dg.FreshnessPolicy | None:
    """As fresh as the strictest source of that object must be, and a day for the night itself.

    Dagster tells when nights stop; how old the rows are is asked by the gate.
    """
    allowed = [
        source.fresh_within_days
        for source in Settings.from_environment().sources
        if source.fresh_within_days is not None
        and source.contract.partition("@")[0] == f"{vendor}/{object_name}"
    ]
    return dg.FreshnessPolicy.time_window(timedelta(days=min(allowed) + 1)) if allowed else None


@dg.multi_asset(
    name="landing",
    specs=[
        dg.AssetSpec(
            [each["source_name"], each["name"]],
            group_name=each["source_name"],
            description=each["description"],
            kinds={"parquet"},
            freshness_policy=_freshness(each["source_name"], each["name"]),
        )
        for each in TABLES
    ],
    check_specs=[
        dg.AssetCheckSpec(
            "the_books_balance",
            asset=LOADS,
            description="Rows in = rows landed + quarantined + not data, for every file.",
        ),
        dg.AssetCheckSpec(
            "required_extracts_arrived",
            asset=LOADS,
            description="Every source that sources.yaml calls required has a file.",
        ),
    ],
)
def landing(night: Night) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Lands what arrived since the last look, then shows tonight's warehouse all that is landed."""
    settings = night.settings
    stages = night.stages
    # Waiting is no work: it stays out of what the stage costs.
    late = wait_for_required(settings, stages.say)
    with stages.stage("landing", "Landing the extracts") as stage:
        release.sweep(settings)
        warehouse.renew(settings.warehouse_file)
        ledger = land(settings, progress=stages.say_now_and_then).without(late)
        ledger.write(settings.logs / "books.json")
        with night.warehouse() as con:
            register(con, settings)
            steering.register(con, settings.company_folder)
            opening_hours.register(con, settings.company.business_hours)
            journey.register(
                con,
                journey.Journey.read(settings.company_folder / "journey.yaml"),
                list(settings.company.key_events),
            )
            rows = dict(
                con.execute(
                    "select source_object, sum(rows_landed) from landing.load "
                    "group by source_object"
                ).fetchall()
            )
        stage.rows = {str(table): int(count) for table, count in rows.items()}

    for table in TABLES:
        yield dg.MaterializeResult(
            asset_key=[table["source_name"], table["name"]],
            metadata={"dagster/row_count": stage.rows.get(table["name"], 0)},
        )
    unbalanced = [book.path for book in ledger.books if not book.balanced]
    yield dg.AssetCheckResult(
        check_name="the_books_balance",
        asset_key=LOADS,
        passed=not unbalanced,
        metadata={"files": len(ledger.books), "unbalanced": unbalanced},
    )
    yield dg.AssetCheckResult(
        check_name="required_extracts_arrived",
        asset_key=LOADS,
        passed=not ledger.missing_required,
        metadata={"missing": [str(each) for each in ledger.missing_required]},
    )
