"""One night, run as the Dagster job `nightly` in this process: the same path as the schedule's."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project import dbt_project, journey, outcome, stages, steering
from dagster_project.contracts import read_contract
from dagster_project.matching import IdentityRules
from dagster_project.settings import Settings
from dagster_project.voice import read_lexicon

if TYPE_CHECKING:
    import dagster as dg

JOB = "nightly"
DAGSTER_YAML = "telemetry:\n  enabled: false\n"


class NightBroke(Exception):
    """Something failed that is neither the data's nor the configuration's fault."""


def check_configuration(settings: Settings) -> None:
    """Reads all that a user writes, so that a mistake is told before any work begins."""
    _ = settings.company, settings.as_of_on
    for source in settings.sources:
        read_contract(source.contract, settings.contract_folders)
    IdentityRules.read(settings.company_folder / "identity.yaml")
    steering.check(settings.company_folder)
    journey.Journey.read(settings.company_folder / "journey.yaml")
    read_lexicon(settings.company_folder)


def dagster_home(settings: Settings) -> Path:
    """Dagster's own record of runs, kept in the home like all else that a night writes."""
    folder = settings.logs / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dagster.yaml").write_text(DAGSTER_YAML)
    return folder


def surround(settings: Settings) -> None:
    """Tells assets, dbt and Dagster, which all read the environment, where this night runs."""
    os.environ.update(
        dbt_project.environment(settings),
        CX360_HOME=str(settings.home),
        CX360_COMPANY=str(settings.company_folder),
        CX360_AS_OF=settings.as_of.isoformat() if settings.as_of else "",
        DAGSTER_HOME=str(dagster_home(settings)),
        GX_ANALYTICS_ENABLED="false",
    )


def run(settings: Settings, *, say: stages.Say) -> outcome.Outcome:
    """Runs the night to its end; NightBroke when it came to none."""
    check_configuration(settings)
    surround(settings)
    stages.listen(say)
    stages.Stages(settings.logs).begin_night()
    outcome.record(settings, outcome.Outcome())

    import dagster as dg

    from dagster_project.definitions import defs

    job = defs().resolve_job_def(JOB)
    # What dbt prints belongs in a log; the terminal gets our own progress and the summary. Dagster
    # keeps no record of this run: writing one takes longer than most stages (docs/decisions/0006).
    with (
        (settings.logs / "dbt.log").open("w", encoding="utf-8") as log,
        contextlib.redirect_stdout(log),
        dg.DagsterInstance.ephemeral() as instance,
    ):
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    ended = outcome.read(settings)
    if ended.ended == "refused" or (result.success and ended.ended):
        return ended
    raise NightBroke(_why(result))


def _why(result: dg.ExecuteInProcessResult) -> str:
    """The innermost cause of each step that failed of itself."""
    causes = []
    for event in result.all_events:
        error = getattr(event.event_specific_data, "error", None) if event.is_failure else None
        while error is not None and error.cause is not None:
            error = error.cause
        if error is not None:
            causes.append(f"{event.step_key or 'the run'}: {error.message.strip()}")
    return "\n".join(causes) or "the run ended without a verdict"
