"""Great Expectations on a DuckDB file. Imported inside functions only: it costs seconds to load."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import sqlalchemy
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.execution_engine import SqlAlchemyExecutionEngine


class OneConnection(SqlAlchemyExecutionEngine):
    """Keeps its connection open: a DuckDB result is gone once its connection is closed."""

    @contextmanager
    def get_connection(self) -> Iterator[sqlalchemy.Connection]:
        if self._connection is None:
            self._connection = self.engine.connect()
        try:
            yield self._connection
        except Exception:
            # The failed query aborted the transaction; the next rule shall not fail for it.
            self._connection.rollback()
            raise

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.engine.dispose()


class DuckDBFile(SQLDatasource):
    """A DuckDB file, opened for reading only."""

    type: Literal["duckdb_file"] = "duckdb_file"  # type: ignore[assignment]
    execution_engine_override = OneConnection

    def close(self) -> None:
        """Lets go of the file, so that others may open it as they like."""
        self.get_execution_engine().close()
        # Tables are looked up through a second engine, which keeps a connection of its own.
        self.get_engine().dispose()
