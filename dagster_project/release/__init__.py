"""Candidate, seal, swap, rollback: how a night's tables become the release that others read."""

from dagster_project.release.candidate import Candidate, IncompleteWarehouse, build
from dagster_project.release.history import NoSuchRelease, current_folder, rollback, status, sweep
from dagster_project.release.lock import HomeInUse, exclusive
from dagster_project.release.publish import Account, NotPublishable, Outcome, publish, reject
from dagster_project.release.published import PublishedTable, published_tables

__all__ = [
    "Account",
    "Candidate",
    "HomeInUse",
    "IncompleteWarehouse",
    "NoSuchRelease",
    "NotPublishable",
    "Outcome",
    "PublishedTable",
    "build",
    "current_folder",
    "exclusive",
    "publish",
    "published_tables",
    "reject",
    "rollback",
    "status",
    "sweep",
]
