"""For whoever works on cx360 itself: a sample company, Dagster's page, the parse."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from dagster_project.commands.surroundings import surroundings
from dagster_project.documents import ConfigurationError
from dagster_project.settings import PROJECT, Settings


@click.command()
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


@click.command()
@click.option("--port", type=int, default=3000, show_default=True)
@surroundings
def dev(port: int, home: str | None, company: str | None, as_json: bool) -> None:
    """Open Dagster's user interface on the whole graph."""
    from dagster_project.nightly import surround

    surround(Settings.from_environment(home=home, company=company))
    dagster = str(Path(sys.executable).with_name("dagster"))
    arguments = [dagster, "dev", "-w", str(PROJECT / "workspace.yaml"), "-p", str(port)]
    os.execv(dagster, arguments)


@click.command(hidden=True)
def prepare() -> None:
    """Parse the dbt project, so that the graph can be loaded."""
    from dagster_project import dbt_project

    dbt_project.prepare(force=True)
