"""The release that BI tools read."""

import json
from pathlib import Path

import dagster as dg

from dagster_project import __version__, release
from dagster_project.defs.identity.customers import REGISTRY
from dagster_project.defs.resources import Night
from dagster_project.outcome import Outcome, record
from dagster_project.release import Account, evidence, pending
from dagster_project.release.durable import replace_file
from dagster_project.release.manifest import sha256


@dg.asset(key=["release", "current"], deps=[["release", "report"]], group_name="publish")
def current(night: Night) -> dg.MaterializeResult:
    """The candidate becomes what readers see, or is kept under rejected/ with its report.

    A blocking check guards only the run it belongs to, so the verdict is asked for here, and it
    must be about the very bytes that are to be published.
    """
    settings = night.settings
    candidate, verdict = pending.candidate(settings), pending.verdict(settings)
    books = json.loads((settings.logs / "books.json").read_text("utf-8"))
    contracts = {each["contract"] for each in books["books"]}
    account = Account(
        inputs=evidence.inputs(books),
        versions={"cx360": __version__, "contracts": sorted(contracts)},
    )
    with night.stages.stage("publish", "Publishing" if verdict["publishable"] else "Refusing"):
        for name, checked in verdict["checked"].items():
            if sha256(candidate.folder / name) != checked:
                raise dg.Failure(f"{name} changed after the gate looked at it; run the night again")
        if verdict["publishable"]:
            registry = settings.warehouse_file.parent / "registry" / REGISTRY
            done = release.publish(
                candidate,
                verdict,
                settings,
                account=account,
                save_registry=lambda folder: replace_file(registry, folder / REGISTRY),
            )
        else:
            done = release.reject(candidate, verdict, settings, account=account)
    ended = "refused" if done.state == "rejected" else done.state
    record(
        settings,
        Outcome(
            ended=ended,
            release_id=done.release_id,
            folder=str(done.folder),
            as_of=candidate.as_of.isoformat(),
            broken_rules=_rules(done.folder, verdict["broken"]),
            warnings=verdict["warnings"],
        ),
    )
    if ended == "refused":
        raise dg.Failure(
            "the gate refused the release",
            metadata={each["rule"]: each["found"] for each in verdict["broken"]},
        )
    return dg.MaterializeResult(metadata={"release_id": done.release_id, "ended": ended})


def _rules(folder: Path, broken: list[dict]) -> list[dict]:
    """The broken rules with the files behind them, as checks.json has them."""
    names = {(each["rule"], each["table"]) for each in broken}
    checks = json.loads((folder / "evidence" / "checks.json").read_text("utf-8"))
    return [each for each in checks if (each["rule"], each["table"]) in names]
