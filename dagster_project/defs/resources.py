"""What every asset is given: the night's surroundings, and dbt."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from importlib.metadata import version
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DbtCliResource
from packaging.version import Version
from pydantic import PrivateAttr

from dagster_project import dbt_project
from dagster_project.release.lock import exclusive
from dagster_project.settings import Settings
from dagster_project.stages import Stages
from dagster_project.warehouse import connect


class Night(dg.ConfigurableResource):
    """One night: its home, its company, its as-of day. Empty means what the environment says."""

    home: str = ""
    company: str = ""
    as_of: str = ""

    _settings: Settings | None = PrivateAttr(default=None)
    _lock: object = PrivateAttr(default=None)

    @property
    def settings(self) -> Settings:
        if self._settings is None:
            self._settings = Settings.from_environment(
                home=self.home or None,
                company=self.company or None,
                as_of=date.fromisoformat(self.as_of) if self.as_of else None,
            )
        return self._settings

    @property
    def stages(self) -> Stages:
        return Stages(self.settings.logs)

    @contextmanager
    def warehouse(self, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """The private warehouse; closed again before dbt, a process of its own, opens it."""
        con = connect(self.settings.warehouse_file, read_only=read_only)
        try:
            yield con
        finally:
            con.close()

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Night"]:
        """Nobody else works in this home while a run does."""
        with exclusive(self.settings):
            os.environ.update(dbt_project.environment(self.settings))
            yield self


class Dbt(DbtCliResource):
    """dbt as a process of its own, and nothing of dbt in this one.

    Before each run dagster-dbt asks `dbt --version` and loads dbt's adapter and macros into this
    process, for column and row metadata that we do not fetch; that costs as much as dbt itself.
    """

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:
        return None


@dg.definitions
def resources() -> dg.Definitions:
    dbt_project.prepare()
    os.environ.update(dbt_project.QUIET)
    os.environ.setdefault("CX360_WAREHOUSE", str(Settings.from_environment().warehouse_file))
    return dg.Definitions(
        resources={
            "night": Night(),
            "dbt": Dbt(
                project_dir=str(dbt_project.DBT_FOLDER),
                profiles_dir=str(dbt_project.DBT_FOLDER),
                dbt_executable=dbt_project.EXECUTABLE,
            ),
        }
    )
