"""Is the data as new as it should be, and no newer than can be?"""

from __future__ import annotations

from datetime import date

from dagster_project.expectations.check import Check
from dagster_project.expectations.declared import found, several
from dagster_project.expectations.night import Night, freshness_limits

# What has a business date of its own; a party or product row only tells when it was last touched.
EVENTS = ("sale", "survey_response", "message_activity", "pipeline_item", "consent_event", "party")


def freshness_checks(night: Night) -> list[Check]:
    return [_fresh(night), _not_ahead(night)]


def _fresh(night: Night) -> Check:
    newest = _newest(night)
    stale = []
    limited = freshness_limits(night.settings)
    for source in limited:
        object_name = source.contract.split("/")[1].split("@")[0]
        last = newest.get((source.name, object_name)) or newest.get((source.name, ""))
        age = (night.as_of - last).days if last else None
        if age is None or age > (source.fresh_within_days or 0):
            told = (
                f"ends on {last}, {age} days before {night.as_of}" if last else "has no dated row"
            )
            stale.append(
                f"{source.name} {object_name} {told} (allowed: {source.fresh_within_days})"
            )
    none = f"{len(limited)} sources are fresh" if limited else "no source sets fresh_within_days"
    return found("required_extracts_are_fresh", not stale, several(stale, none))


def _newest(night: Night) -> dict[tuple[str, str], date]:
    """(source, object) and (source, '') → the newest business date up to the as-of day."""
    present = [each for each in EVENTS if night.has("canonical", each)]
    if not present:
        return {}
    rows = " union all ".join(
        f"select source_system, source_object, business_date from warehouse.canonical.{each} "
        "where not is_deleted"
        for each in present
    )
    answer = night.con.execute(
        f"select source_system, coalesce(source_object, ''), max(business_date) from ({rows}) "
        "where business_date <= ? group by grouping sets ((1, source_object), (1))",
        [night.as_of],
    ).fetchall()
    return {(system, object_name): last for system, object_name, last in answer}


def _not_ahead(night: Night) -> Check:
    """A day that somebody asked for may lie ahead; one that a row claims may not."""
    asked_for = night.settings.as_of_on is not None
    today = night.company_today
    passed = asked_for or night.as_of <= today
    told = f"the as-of day is {night.as_of}"
    if asked_for:
        told += ", as asked for"
    elif not passed:
        told += f", today is {today}; look for rows dated after today, or run with --as-of"
    return found("as_of_day_is_not_ahead_of_today", passed, told)
