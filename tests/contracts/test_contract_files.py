"""Contract files: the shipped ones hold, and a mistake in one is named with its line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dagster_project.contracts import Contract, all_contracts, read_contract, read_contract_file
from dagster_project.contracts.reading import SCHEMA_FILE, SHIPPED
from dagster_project.documents import ConfigurationError

CONTRACTS = all_contracts([SHIPPED])
STAGING = Path(__file__).parents[2] / "dbt/models/staging"
GOOD = """\
apiVersion: v3.1.0
kind: DataContract
id: shop-item-csv
version: "1.0.0"
status: active
schema:
  - name: item
    properties:
      - {name: item_id, physicalName: ID, required: true, primaryKey: true}
      - {name: price, physicalName: Price, logicalType: number}
customProperties:
  - {property: header, value: {rows: 1}}
  - property: row_rules
    value:
      - {name: price_is_not_negative, holds: price >= 0, reason: negative price}
"""


def written(folder: Path, text: str, ref: str = "shop/item@csv") -> Path:
    path = folder / f"{ref}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_published_schema_is_a_json_schema() -> None:
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.ref)
def test_a_shipped_contract_names_its_grain_and_its_personal_data(contract: Contract) -> None:
    assert contract.grain
    for column in contract.columns:
        personal = ("name", "email", "phone", "address", "birth")
        about_people = contract.object in ("contact", "lead", "member", "response")
        named = any(word in column.name for word in personal)
        if about_people and named and column.name not in ("survey_name", "email_invalid"):
            assert column.pii or column.logical_type == "boolean", column.name


def test_every_vendor_object_of_the_spine_is_shipped() -> None:
    assert {
        "marketo/activity@bulk",
        "marketo/lead@bulk",
        "qualtrics/response@v3",
        "salesforce/account@bulk2",
        "salesforce/contact@bulk2",
        "salesforce/opportunity@bulk2",
        "smaregi/member@csv",
        "smaregi/transaction_line@csv",
    } <= {contract.ref for contract in CONTRACTS}


def test_the_staging_models_order_versions_by_the_cursor_that_a_contract_names() -> None:
    models = [path.read_text("utf-8") for path in STAGING.glob("*/*.sql")]
    for contract in CONTRACTS:
        if cursor := contract.load.cursor:
            read = f"source('{contract.vendor}', '{contract.object}')"
            sql = "".join(each for each in models if read in each)
            assert re.search(r"cursor=", sql) and re.search(rf"\b{cursor}\b", sql), contract.ref


@pytest.mark.parametrize(
    ("good", "bad", "line", "said"),
    [
        ("status: active", "status: on", 5, "accepted: proposed | draft | active"),
        ("rows: 1", "rows: 4", 12, "accepted: 1, 2 or 3 header records"),
        ("{rows: 1}", "{rows: 1, scan: x}", 12, "found the key `scan`"),
        ("property: header", "property: heading", 12, "found `heading`"),
        ("logicalType: number", "logicalType: money", 10, "found `money`"),
        ("name: item\n", "name: item\n    physicalType: xml\n", 8, "csv | tsv | xlsx | json"),
        ("property: header, value: {rows: 1}", "property: sheet, value: 0", 12, "from 1"),
        ("property: header, value: {rows: 1}", "property: container, value: {}", 12, "`members`"),
        ("property: header, value: {rows: 1}", "property: records, value: [a]", 12, "dotted path"),
        ("name: price,", "name: item_id,", 10, "`item_id` a second time"),
        ("name: item\n", "name: thing\n", 7, "accepted: the object in the file's name"),
        ("kind: DataContract\n", "", 1, "no `kind`"),
        (
            "property: header, value: {rows: 1}",
            "property: load, value: {cursor: a}",
            12,
            "a column",
        ),
        (
            "property: header, value: {rows: 1}",
            "property: load, value: {look_back: 3}",
            12,
            "found the key",
        ),
        ("price >= 0", "prise >= 0", 15, "there is no column `prise`"),
        ("price >= 0", "price >=", 15, "not readable SQL"),
        ("price >= 0", "price in (select 1)", 15, "subquery is not allowed"),
        ("price >= 0", "getenv('HOME') <> ''", 15, "`getenv` is not allowed"),
        (
            "price >= 0",
            "true) from read_text('x') where (true",
            15,
            "more than one expression",
        ),
        ("price >= 0", "true; drop table item", 15, "not readable SQL"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mistake_is_named_with_file_line_and_what_is_accepted(
    tmp_path: Path, good: str, bad: str, line: int, said: str
) -> None:
    path = written(tmp_path, GOOD.replace(good, bad, 1))
    with pytest.raises(ConfigurationError) as caught:
        read_contract_file(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("knob", "said"),
    [
        ("load, value: {mode: replace_partition, partition: day}", "load: found `day`"),
        ("load, value: {mode: replace_partition}", "found no `partition`"),
        ("repeat, value: {number: price}", "repeat together with headers that contain {n}"),
        ("carry_forward, value: {key: [item_id], columns: [name]}", "carry_forward: found `name`"),
        ("row_filters, value: [{name: x, stop_at: end}]", "found `end`"),
        ("header, value: {rows: 1, combine: all}", "last | first | join | import_id"),
    ],
)
def test_a_knob_names_only_what_the_contract_has(tmp_path: Path, knob: str, said: str) -> None:
    text = GOOD.replace("  - {property: header, value: {rows: 1}}\n", "") + (
        f"  - {{property: {knob}}}\n"
    )
    path = written(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        read_contract_file(path)
    assert str(caught.value).startswith(f"{path}:15: ")
    assert said in str(caught.value)


def test_the_companys_own_contract_goes_before_the_shipped_one(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    own = written(tmp_path / "own", GOOD.replace("1.0.0", "2.0.0"))
    folders = [tmp_path / "own", tmp_path]
    assert read_contract("shop/item@csv", folders).path == own
    assert [contract.version for contract in all_contracts(folders)] == ["2.0.0"]


def test_the_only_variant_needs_no_name(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    assert read_contract("shop/item", [tmp_path]).ref == "shop/item@csv"


def test_an_unknown_contract_lists_the_known_ones(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    with pytest.raises(ConfigurationError, match="accepted: shop/item@csv; or write one at"):
        read_contract("shop/goods", [tmp_path])


def test_the_fingerprint_changes_with_the_file(tmp_path: Path) -> None:
    first = read_contract_file(written(tmp_path, GOOD))
    second = read_contract_file(written(tmp_path, GOOD + "\n"))
    assert first.fingerprint != second.fingerprint
