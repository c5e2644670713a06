"""The `cx360` command. Exit codes: 0 done; 1 the gate refused; 2 a mistake in usage or
configuration; 3 something broke."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from dagster_project import __version__
from dagster_project.contract_commands import contract
from dagster_project.documents import ConfigurationError
from dagster_project.release.history import NoSuchRelease
from dagster_project.release.lock import HomeInUse
from dagster_project.settings import PROJECT, Settings

REFUSED, MISTAKE, BROKE = 1, 2, 3


class _Day(click.ParamType):
    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"found `{value}`; accepted: a day such as 2026-03-31", param, ctx)


def _surroundings(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print the result for machines."),
        click.option("--company", type=click.Path(), help="Company folder [CX360_COMPANY]."),
        click.option(
            "--home", type=click.Path(), help="Where state and releases lie [CX360_HOME]."
        ),
    ):
        command = option(command)
    return command


class _ExitCodes(click.Group):
    """Turns what went wrong into one clear line and the promised exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (ConfigurationError, HomeInUse, NoSuchRelease) as error:
            click.echo(f"cx360: {error}", err=True)
            sys.exit(MISTAKE)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("CX360_DEBUG"):
                raise
            click.echo(
                f"cx360: something broke: {type(error).__name__}: {error}\n"
                "`current` is as it was; run again with CX360_DEBUG=1 for the whole trace",
                err=True,
            )
            sys.exit(BROKE)


@click.group(cls=_ExitCodes, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cx360")
def main() -> None:
    """A nightly batch warehouse for customer experience.

    \b
    cx360 nightly                          one night over the company folder, gated and published
    cx360 nightly --as-of 2026-03-31       the same, up to and including a business day
    cx360 status                           what is published, kept, refused
    cx360 sample --customers 2000 --out /tmp/company
    cx360 contract new export.csv          a first contract for a file nobody has described
    """


main.add_command(contract)


@main.command()
@click.option("--as-of", type=_Day(), help="Last business day to count (whole day included).")
@click.option(
    "--full-identity", is_flag=True, help="Match all records anew, without last night's memory."
)
@_surroundings
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
        sys.exit(REFUSED)


@main.command()
@click.option(
    "--confirm",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A snapshot that lost many rows and is right all the same.",
)
@_surroundings
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


@main.command()
@_surroundings
def status(home: str | None, company: str | None, as_json: bool) -> None:
    """Say what is published, what is kept, and what was refused last."""
    from dagster_project import release
    from dagster_project.terminal import status_text

    settings = Settings.from_environment(home=home, company=company)
    found = release.status(settings)
    click.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else status_text(found))


@main.command()
@click.argument("release_id", required=False)
@_surroundings
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


@main.command()
@click.argument(
    "who", nargs=-1, metavar="SOURCE_SYSTEM RECORD_ID [SOURCE_SYSTEM RECORD_ID] | CUSTOMER_ID"
)
@click.option(
    "--cut",
    nargs=2,
    metavar="A B",
    help="What would change if these two records (SOURCE_SYSTEM/RECORD_ID) were kept apart.",
)
@_surroundings
def explain(
    who: tuple[str, ...],
    cut: tuple[str, str] | None,
    home: str | None,
    company: str | None,
    as_json: bool,
) -> None:
    """Show which records are one customer, by what evidence, and what was not joined.

    \b
    cx360 explain crm 0035g00000AbCdEAAV                    the customer of a record
    cx360 explain C0123456789abcdef                         a customer, by today's or a former id
    cx360 explain crm 0035g00000AbCdEAAV pos 1001           the evidence between two records
    cx360 explain --cut crm/0035g00000AbCdEAAV pos/1001     what a forced split would change
    """
    from dagster_project import steward
    from dagster_project.steward.text import explanation_text

    if bool(who) == bool(cut) or len(who) not in (0, 1, 2, 4):
        raise click.UsageError(
            "name a source system and a record id, two such records, or one customer id; "
            "or --cut with two records"
        )
    settings = Settings.from_environment(home=home, company=company)
    found = steward.explain(_customers_file(settings), who, cut)
    click.echo(
        json.dumps(found, ensure_ascii=False, indent=1, default=str)
        if as_json
        else explanation_text(found)
    )


def _customers_file(settings: Settings) -> Path:
    return settings.releases / "current" / "customers.duckdb"


@main.group()
def review() -> None:
    """Pairs of records that the matching would not decide: hand them out, take the answers in."""


@review.command("export")
@click.argument("sheet", type=click.Path(path_type=Path))
@click.option("--limit", type=click.IntRange(1), help="Only the first pairs of the queue.")
@_surroundings
def review_export(
    sheet: Path, limit: int | None, home: str | None, company: str | None, as_json: bool
) -> None:
    """Write the queue as a CSV or XLSX sheet, what matters most first. It holds personal data.

    \b
    cx360 review export queue.xlsx --limit 100
    """
    from dagster_project import steward

    settings = Settings.from_environment(home=home, company=company)
    count = steward.export(_customers_file(settings), sheet, limit)
    click.echo(json.dumps({"pairs": count}) if as_json else f"{count:,} pairs in {sheet}")


@review.command("answer")
@click.argument("sheet", type=click.Path(path_type=Path))
@click.option("--by", required=True, help="Who answers.")
@click.option("--on", type=_Day(), help="The day of the answers [today].")
@_surroundings
def review_answer(
    sheet: Path, by: str, on: date | None, home: str | None, company: str | None, as_json: bool
) -> None:
    """Take a filled sheet's answers (same | different) into the company's identity_answers.csv.

    \b
    cx360 review answer queue.xlsx --by h.sato
    """
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from dagster_project import steward

    settings = Settings.from_environment(home=home, company=company)
    day = on or datetime.now(ZoneInfo(settings.company.timezone)).date()
    taken = steward.take_answers(
        _customers_file(settings), settings.company_folder, sheet, by=by, on=day
    )
    click.echo(
        json.dumps(taken)
        if as_json
        else "{same} same, {different} different, {open} still open, {passed_over} no longer in "
        "the queue; the next night counts them".format(**taken)
    )


@main.group()
def identity() -> None:
    """The matching model behind customer ids."""


@identity.command("train")
@_surroundings
def identity_train(home: str | None, company: str | None, as_json: bool) -> None:
    """Learn the matching model from the last night's records, without labels.

    The next night uses it; `registry/identity_model.json` removed, the shipped one serves again.
    """
    from dataclasses import asdict

    from dagster_project.identity_model import train_company
    from dagster_project.release.lock import exclusive

    settings = Settings.from_environment(home=home, company=company)
    with exclusive(settings):
        model = train_company(settings)
    if as_json:
        click.echo(json.dumps(asdict(model) | {"version": model.version}, indent=1))
        return
    click.echo(
        f"model {model.version}: learned from {model.trained_on['records']:,} records; pairs are "
        f"linked from weight {model.threshold} on"
    )


@main.command()
@click.option("--customers", type=click.IntRange(1), default=2000, show_default=True)
@click.option("--months", type=click.IntRange(1, 120), default=24, show_default=True)
@click.option("--seed", type=int, default=360, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write.")
def sample(customers: int, months: int, seed: int, out: Path) -> None:
    """Write a company of invented people in real vendor layouts, with `truth/` beside it.

    \b
    cx360 sample --customers 2000 --months 24 --seed 360 --out /tmp/company
    cx360 nightly --company /tmp/company --home /tmp/home
    """
    from dagster_project.sample import write_company

    if out.exists() and any(out.iterdir()):
        raise ConfigurationError(f"{out}: the folder is not empty; name a new one")
    write_company(
        out,
        customers=customers,
        months=months,
        seed=seed,
        progress=lambda text: click.echo(f"  {text}", err=True),
    )
    click.echo(f"wrote {out}; next: cx360 nightly --company {out}")


@main.command()
@click.option("--port", type=int, default=3000, show_default=True)
@_surroundings
def dev(port: int, home: str | None, company: str | None, as_json: bool) -> None:
    """Open Dagster's user interface on the whole graph."""
    from dagster_project.nightly import surround

    surround(Settings.from_environment(home=home, company=company))
    dagster = str(Path(sys.executable).with_name("dagster"))
    arguments = [dagster, "dev", "-w", str(PROJECT / "workspace.yaml"), "-p", str(port)]
    os.execv(dagster, arguments)


@main.command(hidden=True)
def prepare() -> None:
    """Parse the dbt project, so that the graph can be loaded."""
    from dagster_project import dbt_project

    dbt_project.prepare(force=True)
