"""Who is one customer and why: `cx360 explain`, `cx360 review`, `cx360 identity`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from dagster_project.commands.surroundings import Day, surroundings
from dagster_project.settings import Settings


@click.command()
@click.argument(
    "who", nargs=-1, metavar="SOURCE_SYSTEM RECORD_ID [SOURCE_SYSTEM RECORD_ID] | CUSTOMER_ID"
)
@click.option(
    "--cut",
    nargs=2,
    metavar="A B",
    help="What would change if these two records (SOURCE_SYSTEM/RECORD_ID) were kept apart.",
)
@surroundings
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


@click.group()
def review() -> None:
    """Pairs of records that the matching would not decide: hand them out, take the answers in."""


@review.command("export")
@click.argument("sheet", type=click.Path(path_type=Path))
@click.option("--limit", type=click.IntRange(1), help="Only the first pairs of the queue.")
@surroundings
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
@click.option("--on", type=Day(), help="The day of the answers [today].")
@surroundings
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


@click.group()
def identity() -> None:
    """The matching model behind customer ids."""


@identity.command("train")
@surroundings
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
