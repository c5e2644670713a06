"""What `cx360 contract check` and `diff` say, and the exit codes that scripts rely on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dagster_project.cli import main
from dagster_project.contracts import read_contract_file
from dagster_project.contracts.comparing import changes

OLD = """\
apiVersion: v3.1.0
kind: DataContract
id: shop-item-csv
version: "1.0.0"
status: active
schema:
  - name: item
    properties:
      - {name: item_id, physicalName: ID, required: true, primaryKey: true}
      - {name: buyer, physicalName: Buyer, customProperties: [{property: pii, value: name}]}
      - {name: price, physicalName: Price, logicalType: number, customProperties:
          [{property: strict, value: true}]}
customProperties:
  - {property: encodings, value: [utf-8]}
  - {property: load, value: {mode: upsert}}
"""
PRICE = "{name: price, physicalName: Price, logicalType: number, "


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["contract", *map(str, arguments)])


def contract(folder: Path, text: str = OLD) -> Path:
    path = folder / "shop" / "item@csv.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return path


def test_a_check_names_the_rows_and_the_likely_new_name_but_no_cell(tmp_path: Path) -> None:
    file = tmp_path / "items [1].csv"
    file.write_text("ID,Buyers,Price\r\n1,Hana Mihon,5\r\n2,Taro Mihon,dear\r\n", newline="")
    result = run("check", contract(tmp_path), file)
    assert result.exit_code == 1
    assert "no readable number (price): rows 3" in result.output
    assert "likely columns: Buyers ~ Buyer (buyer)" in result.output
    assert "Mihon" not in result.output and "dear" not in result.output
    (book,) = json.loads(run("check", contract(tmp_path / "b"), file, "--json").output)["books"]
    assert (book["rows_in"], book["rows_landed"], book["rows_quarantined"]) == (2, 1, 1)
    assert book["refused_rows"][0]["first_rows"] == [3]


def test_a_check_that_finds_nothing_wrong_ends_with_0_and_a_bad_contract_with_2(
    tmp_path: Path,
) -> None:
    file = tmp_path / "items.csv"
    file.write_text("ID,Buyer,Price\r\n1,Hana,5\r\n", newline="")
    assert run("check", contract(tmp_path), file).exit_code == 0
    bad = contract(tmp_path / "bad", OLD.replace("mode: upsert", "mode: often"))
    assert run("check", bad, file).exit_code == 2
    assert run("check", "shop/nothing@csv", file).exit_code == 2


@pytest.mark.parametrize(
    ("was", "becomes", "effect"),
    [
        ("status: active", "status: active # same", "lands anew"),
        ("physicalName: Buyer,", "physicalName: Customer,", "values change"),
        ("physicalName: ID,", "physicalName: No,", "files may be refused"),
        (PRICE, PRICE.replace("Price,", "Price, required: true,"), "rows may be refused"),
        ("{name: price,", "{name: price_amount,", "downstream column gone"),
        ("logicalType: number,", "logicalType: integer,", "rows may be refused"),
        ("value: true}]", "value: false}]", "lands anew"),
        ("[{property: pii, value: name}]", "[]", "values change"),
        (", primaryKey: true", "", "values change"),
        ("value: [utf-8]", "value: [utf-8, cp932]", "lands anew"),
        ("value: [utf-8]", "value: [cp932]", "files may be refused"),
        ("mode: upsert", "mode: full_snapshot", "values change"),
        ("{property: load,", "{property: header, value: {rows: 2}}\n  - {property: load,",
         "files may be refused"),
        ("{property: load,", "{property: row_rules, value: [{name: p, holds: price > 0, "
         "reason: free}]}\n  - {property: load,", "rows may be refused"),
    ],
)  # fmt: skip
def test_each_kind_of_change_is_told_with_what_it_does(
    tmp_path: Path, was: str, becomes: str, effect: str
) -> None:
    assert was in OLD
    old = contract(tmp_path / "old")
    new = contract(tmp_path / "new", OLD.replace(was, becomes, 1))
    found = changes(read_contract_file(old), read_contract_file(new))
    assert effect in {each.effect for each in found}
    assert any(each.breaks for each in found) == (effect != "lands anew")


def test_a_diff_ends_with_1_only_when_something_breaks(tmp_path: Path) -> None:
    old = contract(tmp_path / "old")
    more = "      - {name: note, physicalName: Note}\ncustomProperties:\n  - {property: enc"
    wider = contract(tmp_path / "a", OLD.replace("customProperties:\n  - {property: enc", more))
    assert run("diff", old, old).output == "nothing changed\n"
    assert run("diff", old, wider).exit_code == 0
    result = run("diff", wider, old, "--json")
    assert result.exit_code == 1
    (gone,) = json.loads(result.output)["changes"]
    assert (gone["where"], gone["effect"]) == ("note", "downstream column gone")


def test_a_draft_is_written_where_the_company_keeps_contracts_and_never_over_one(
    tmp_path: Path,
) -> None:
    file = tmp_path / "tickets.csv"
    file.write_text("id,email,note\r\n1,hana@example.jp,call 090-0000-0001\r\n", newline="")
    said = ("new", file, "--vendor", "desk", "--company", tmp_path)
    result = run(*said)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "contracts" / "desk" / "tickets@csv.yaml").is_file()
    assert "hana" not in result.output and "090" not in result.output
    again = run(*said)
    assert again.exit_code == 2
    assert "is there already" in again.output
