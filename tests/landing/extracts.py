"""A company folder in the making, and what the landing says of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.landing import Book, Ledger, land, register
from dagster_project.settings import Settings

SAMPLES = Path(__file__).parent / "samples"
GOODS = "sales/item@csv"
GOODS_CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: sales-item-csv
version: "1.0.0"
status: active
schema:
  - name: item
    properties:
      - name: item_id
        physicalName: 商品ID
        required: true
        primaryKey: true
        customProperties:
          - {property: kind, value: identifier}
      - name: item_name
        physicalName: 商品名
        customProperties:
          - {property: aliases, value: [品名]}
      - name: price
        physicalName: 価格
        logicalType: number
        customProperties:
          - {property: strict, value: true}
      - name: sold_on
        physicalName: 販売日
        logicalType: date
customProperties:
  - {property: encodings, value: [utf-8, cp932]}
  - {property: header, value: {rows: 1}}
KNOBS"""
HEADER = "商品ID,商品名,価格,販売日"


@dataclass
class Extracts:
    """A company folder with one source of goods, unless a test adds more, and a home beside it."""

    root: Path
    entries: list[str] = field(
        default_factory=lambda: [f"{{name: shop, contract: {GOODS}, path: 'drops/**/*.csv*'}}"]
    )

    def __post_init__(self) -> None:
        self.company.mkdir(parents=True)
        self.contract()

    @property
    def company(self) -> Path:
        return self.root / "company"

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def settings(self) -> Settings:
        listed = "\n".join(f"  - {entry}" for entry in self.entries)
        (self.company / "sources.yaml").write_text(f"sources:\n{listed}\n", "utf-8")
        return Settings(self.home, self.company)

    def contract(self, *knobs: str, text: str = GOODS_CONTRACT) -> None:
        path = self.company / "contracts" / f"{GOODS}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"  - {{property: {knob}}}\n" for knob in knobs)
        path.write_text(text.replace("KNOBS", lines), "utf-8")

    def put(self, path: str, content: str | bytes, *, encoding: str = "utf-8") -> Path:
        file = self.company / "drops" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return file

    def rows(self, *lines: str, end: str = "\r\n") -> str:
        return end.join((HEADER, *lines)) + end

    def land(self) -> Ledger:
        ledger = land(self.settings)
        for book in ledger.books:
            assert book.balanced, book
        return ledger

    def book(self) -> Book:
        (book,) = self.land().books
        return book

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        con = duckdb.connect()
        register(con, self.settings)
        return con.execute(sql).fetchall()

    def items(self, columns: str = "item_id, item_name, price, sold_on") -> list[tuple[Any, ...]]:
        return self.query(f"select {columns} from sales.item order by load_seq, source_row_number")

    def quarantined_rows(self) -> list[tuple[Any, ...]]:
        files = sorted((self.home / "quarantine").glob("*/*/*.rows.parquet"))
        if not files:
            return []
        con = duckdb.connect()
        return con.execute(
            "select source_row_number, raw_text, reason, column_name "
            "from read_parquet(?) order by all",
            [[str(file) for file in files]],
        ).fetchall()

    def tree(self) -> dict[str, bytes]:
        """Everything that the landing holds, but for what the file system's clock says."""
        found = {}
        for file in sorted(self.home.rglob("*")):
            if not file.is_file():
                continue
            name = file.relative_to(self.home).as_posix()
            found[name] = file.read_bytes()
            if file.name == "arrivals.json":
                seen = json.loads(found[name])
                for paths in seen.values():
                    for each in paths.values():
                        del each["stamp"]
                found[name] = json.dumps(seen, sort_keys=True).encode()
        return found
