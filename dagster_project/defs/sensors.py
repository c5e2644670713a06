"""What arrives by day lands by day, so that the night finds it done."""

import dagster as dg

from dagster_project.landing import land
from dagster_project.landing.news import news
from dagster_project.release.lock import SHORT, HomeInUse, exclusive
from dagster_project.settings import Settings

LOOK_SECONDS = 120


@dg.op
def land_arrivals(context: dg.OpExecutionContext) -> None:
    """Lands the files and touches nothing else: the warehouse belongs to the night."""
    settings = Settings.from_environment()
    try:
        with exclusive(settings, work=SHORT):
            ledger = land(settings)
    except HomeInUse:
        context.log.info("a night is at work in this home; it lands what has arrived")
        return
    counts = {book.status: 0 for book in ledger.books}
    for book in ledger.books:
        counts[book.status] += 1
    context.add_output_metadata({"rows_landed": ledger.rows_landed, **counts})


@dg.job(description="Land what has arrived, without building anything of it.")
def arrivals() -> None:
    land_arrivals()


@dg.sensor(
    job=arrivals,
    minimum_interval_seconds=LOOK_SECONDS,
    description="New or changed files in the places of sources.yaml; switch it on to use it.",
)
def new_extracts(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Asks for one landing per state of the places; its cursor is that state's digest."""
    found = news(Settings.from_environment())
    for reason in found.unreached:
        context.log.warning(reason)
    if not found.files:
        return dg.SkipReason("nothing new")
    if found.digest == context.cursor:
        return dg.SkipReason(f"{len(found.files)} files were asked for and wait to be whole")
    context.update_cursor(found.digest)
    return dg.RunRequest(tags={"cx360/files": str(len(found.files))})


@dg.definitions
def sensors() -> dg.Definitions:
    return dg.Definitions(jobs=[arrivals], sensors=[new_extracts])
