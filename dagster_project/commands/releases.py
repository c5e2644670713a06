"""`cx360 status` and `cx360 rollback`: what is published, and going back."""

from __future__ import annotations

import json

import click

from dagster_project.commands.surroundings import surroundings
from dagster_project.settings import Settings


@click.command()
@surroundings
def status(home: str | None, company: str | None, as_json: bool) -> None:
    """Say what is published, what is kept, and what was refused last."""
    from dagster_project import release
    from dagster_project.terminal import status_text

    settings = Settings.from_environment(home=home, company=company)
    found = release.status(settings)
    click.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else status_text(found))


@click.command()
@click.argument("release_id", required=False)
@surroundings
def rollback(release_id: str | None, home: str | None, company: str | None, as_json: bool) -> None:
    """Point `current` at an earlier release (the one before, unless one is named).

    \b
    cx360 rollback
    cx360 rollback 20260331-1a2b3c4d5e
    """
    from dagster_project import release
    from dagster_project.release.lock import exclusive

    settings = Settings.from_environment(home=home, company=company)
    with exclusive(settings):
        current = release.rollback(settings, release_id)
    click.echo(json.dumps({"current": current}) if as_json else f"current → {current}")
