"""BI tools at work: they open, read and close the published release over and over."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType

import duckdb
import pandas as pd
import sqlalchemy

Seen = tuple[int, int]  # customers, rows of kpi_value: together they tell one release from another


class Readers:
    """DuckDB, SQLAlchemy and pandas readers in threads of their own, until the block ends."""

    def __init__(self, current: Path) -> None:
        self.current = current
        self.seen: dict[str, set[Seen]] = {"duckdb": set(), "sqlalchemy": set(), "pandas": set()}
        self.errors: list[str] = []
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._loop, args=(name,), daemon=True) for name in self.seen
        ]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def _loop(self, name: str) -> None:
        while not self._stop.wait(0.2):
            try:
                self.seen[name].add(getattr(self, f"_{name}")())
            except Exception as error:  # noqa: BLE001 - any error at all is what this looks for
                self.errors.append(f"{name}: {error!r}")

    def _duckdb(self) -> Seen:
        # A BI tool resolves the link when it opens; one open, one release.
        con = duckdb.connect(str((self.current / "marts.duckdb").resolve()), read_only=True)
        try:
            [(customers,)] = con.execute("select count(*) from customer_360").fetchall()
            [(values,)] = con.execute("select count(*) from kpi_value").fetchall()
            return customers, values
        finally:
            con.close()

    def _sqlalchemy(self) -> Seen:
        engine = sqlalchemy.create_engine(
            f"duckdb:///{(self.current / 'marts.duckdb').resolve()}",
            connect_args={"read_only": True},
            poolclass=sqlalchemy.pool.NullPool,
        )
        with engine.connect() as con:
            counts = [
                con.execute(sqlalchemy.text(f"select count(*) from {table}")).scalar_one()
                for table in ("customer_360", "kpi_value")
            ]
        engine.dispose()
        return counts[0], counts[1]

    def _pandas(self) -> Seen:
        folder = self.current.resolve() / "parquet"
        return (
            len(pd.read_parquet(folder / "customer_360", columns=["customer_id"])),
            len(pd.read_parquet(folder / "kpi_value", columns=["kpi_id"])),
        )
