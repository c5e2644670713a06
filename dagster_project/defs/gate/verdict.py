"""What the gate says about the candidate: every rule asked of the very bytes to be published."""

import json
from collections.abc import Iterator
from typing import Any

import dagster as dg

from dagster_project import release, steering
from dagster_project.defs.resources import Night
from dagster_project.release import pending

VERDICT = dg.AssetKey(["release", "verdict"])


@dg.multi_asset(
    name="gate",
    specs=[
        dg.AssetSpec(
            VERDICT,
            deps=[["release", "candidate"]],
            group_name="gate",
            description="Every rule that was asked about the candidate, and what was found.",
            kinds={"greatexpectations"},
        )
    ],
    check_specs=[
        dg.AssetCheckSpec(
            "the_candidate_is_publishable",
            asset=VERDICT,
            description="No critical rule is broken; the publisher asks for the same verdict.",
        )
    ],
)
def gate(night: Night) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Asks the suites, the landing's books, identity and the KPIs; writes the Data Docs."""
    # Great Expectations takes seconds to import; only this step pays for it.
    from dagster_project.expectations import docs
    from dagster_project.expectations.gate import verdict

    settings = night.settings
    with night.stages.stage("gate", "Asking the gate") as stage:
        candidate = pending.candidate(settings)
        given = verdict(
            candidate.folder,
            settings=settings,
            warehouse_file=settings.warehouse_file,
            books=json.loads((settings.logs / "books.json").read_text("utf-8")),
            notes=steering.read_table(settings.company_folder / "kpi_notes.csv", steering.NOTES),
            previous_release=release.current_folder(settings),
            identity_summary=json.loads((settings.logs / "identity.json").read_text("utf-8")),
        )
        docs.write_docs(candidate.folder, given)
        pending.keep_verdict(settings, given.summary())
        stage.rows = {"rules": len(given.checks)}
    metadata: dict[str, Any] = {
        "rules": len(given.checks),
        "broken": [check.sentence() for check in given.broken],
        "warnings": [check.sentence() for check in given.warnings],
    }
    yield dg.MaterializeResult(asset_key=VERDICT, metadata=metadata)
    yield dg.AssetCheckResult(
        asset_key=VERDICT,
        check_name="the_candidate_is_publishable",
        passed=given.publishable,
        metadata=metadata,
    )
