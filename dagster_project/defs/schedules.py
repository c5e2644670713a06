"""When: every night at 02:00 where the company is."""

import dagster as dg

from dagster_project.nightly import JOB
from dagster_project.settings import Settings

nightly = dg.define_asset_job(
    JOB,
    # Training would change who is who overnight, so it has a job of its own.
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets(["identity_model", "company"]),
    description="One night: land, build, match, measure, check, publish.",
)


@dg.definitions
def schedules() -> dg.Definitions:
    every_night = dg.ScheduleDefinition(
        name="every_night",
        job=nightly,
        cron_schedule="0 2 * * *",
        execution_timezone=Settings.from_environment().company.timezone,
        description="02:00 in the company's time zone.",
    )
    return dg.Definitions(jobs=[nightly], schedules=[every_night])
