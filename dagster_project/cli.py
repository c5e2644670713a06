"""The `cx360` command. Exit codes: 0 done; 1 the gate refused; 2 a mistake in usage or
configuration; 3 something broke."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from dagster_project import __version__
from dagster_project.commands.contracts import contract
from dagster_project.commands.identity import explain, identity, review
from dagster_project.commands.nights import land, nightly
from dagster_project.commands.releases import rollback, status
from dagster_project.commands.workshop import dev, prepare, sample
from dagster_project.documents import ConfigurationError
from dagster_project.release.history import NoSuchRelease
from dagster_project.release.lock import HomeInUse

_MISTAKE, _BROKE = 2, 3


class _ExitCodes(click.Group):
    """Turns what went wrong into one clear line and the promised exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (ConfigurationError, HomeInUse, NoSuchRelease) as error:
            click.echo(f"cx360: {error}", err=True)
            sys.exit(_MISTAKE)
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
            sys.exit(_BROKE)


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


for command in (
    nightly, land, status, rollback, explain, review, identity, contract, sample, dev, prepare,
):  # fmt: skip
    main.add_command(command)
