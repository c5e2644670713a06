"""The options that most commands share: which home, which company, for people or machines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click


class Day(click.ParamType):
    """A day in ISO form, told so when it is something else."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"found `{value}`; accepted: a day such as 2026-03-31", param, ctx)


def surroundings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --home, --company and --json."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print the result for machines."),
        click.option("--company", type=click.Path(), help="Company folder [CX360_COMPANY]."),
        click.option(
            "--home", type=click.Path(), help="Where state and releases lie [CX360_HOME]."
        ),
    ):
        command = option(command)
    return command
