"""The page that people look at."""

import dagster as dg

from dagster_project.defs.resources import Night
from dagster_project.release import pending


@dg.asset(
    key=["release", "report"],
    deps=[["release", "verdict"]],
    group_name="publish",
    kinds={"altair"},
)
def report(night: Night) -> dg.MaterializeResult:
    """One offline page, Japanese and English, made from the candidate's own files."""
    from dagster_project.report import write

    settings = night.settings
    with night.stages.stage("report", "Drawing the report"):
        candidate = pending.candidate(settings)
        publishable = pending.verdict(settings)["publishable"]
        page = write(
            candidate.folder,
            company_name=settings.company.name,
            as_of=candidate.as_of,
            verdict="published" if publishable else "refused",
        )
    return dg.MaterializeResult(metadata={"page": str(page), "bytes": page.stat().st_size})
