"""`cx360 nightly` and its first part alone, `cx360 land`."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

import click

from dagster_project.commands.surroundings import Day, surroundings
from dagster_project.settings import Settings

_REFUSED = 1


@click.command()
@click.option("--as-of", type=Day(), help="Last business day to count (whole day included).")
@click.option(
    "--full-identity", is_flag=True, help="Match all records anew, without last night's memory."
)
@surroundings
def nightly(
    as_of: date | None, full_identity: bool, home: str | None, company: str | None, as_json: bool
) -> None:
    """Land, build, match, measure, check and publish one night.

    Exit code 1 means that the gate refused the release: `current` is untouched and the candidate
    lies under rejected/ with its report.
    """
    from dagster_project import nightly as night
    from dagster_project.terminal import night_summary

    settings = Settings.from_environment(home=home, company=company, as_of=as_of)
    if full_identity:
        os.environ["CX360_FULL_IDENTITY"] = "1"
    say = (lambda _: None) if as_json else (lambda text: click.echo(f"  {text}", err=True))
    ended = night.run(settings, say=say)
    summary = night_summary(settings, ended)
    click.echo(json.dumps(summary.data, ensure_ascii=False, indent=1) if as_json else summary.text)
    if ended.ended == "refused":
        sys.exit(_REFUSED)


@click.command()
@click.option(
    "--confirm",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A snapshot that lost many rows and is right all the same.",
)
@surroundings
def land(confirm: tuple[Path, ...], home: str | None, company: str | None, as_json: bool) -> None:
    """Land what has arrived, and print the books of every file.

    \b
    cx360 land
    cx360 land --confirm extracts/crm/2026-03-28/contacts.csv
    cx360 land --json | jq '.books[] | select(.status == "quarantined")'
    """
    from dagster_project.landing import confirm as confirm_file
    from dagster_project.landing import land as land_files
    from dagster_project.release.lock import exclusive
    from dagster_project.terminal import books_table

    settings = Settings.from_environment(home=home, company=company)
    say = (lambda _: None) if as_json else (lambda text: click.echo(f"  {text}", err=True))
    for file in confirm:
        confirm_file(file)
    with exclusive(settings):
        ledger = land_files(settings, progress=say)
        ledger.write(settings.logs / "books.json")
    books = json.loads((settings.logs / "books.json").read_text("utf-8"))
    click.echo(json.dumps(books, ensure_ascii=False, indent=1) if as_json else books_table(books))
