"""What every asset is given: the night's surroundings."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import dagster as dg
import duckdb
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


@dg.definitions
def resources() -> dg.Definitions:
    dbt_project.prepare()
    os.environ.update(dbt_project.QUIET)
    os.environ.setdefault("CX360_WAREHOUSE", str(Settings.from_environment().warehouse_file))
    return dg.Definitions(resources={"night": Night()})
