"""Contract files in the Open Data Contract Standard v3, read, checked and turned into objects."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from dagster_project.contracts.expressions import mistake_in
from dagster_project.contracts.knobs import column_of, contract_knobs
from dagster_project.contracts.model import Contract
from dagster_project.contracts.references import check_references
from dagster_project.documents import ConfigurationError, line_of, read_yaml

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "contracts"
SCHEMA_FILE = SHIPPED / "contract.schema.json"


def read_contract(ref: str, folders: Sequence[Path]) -> Contract:
    """The contract that `vendor/object@variant` names; the first folder that has it wins."""
    for folder in folders:
        path = folder / f"{ref}.yaml"
        if path.is_file():
            return read_contract_file(path)
    known = sorted(contract_ref(path) for path in contract_files(folders))
    variants = [each for each in known if each.split("@")[0] == ref]
    if len(variants) == 1:
        return read_contract(variants[0], folders)
    raise ConfigurationError(
        f"found the contract `{ref}`; accepted: {', '.join(known) or 'none is there'}; "
        f"or write one at {folders[0] / f'{ref}.yaml'}"
    )


def all_contracts(folders: Sequence[Path]) -> tuple[Contract, ...]:
    """Every contract in reach, in order of its ref; a company's own goes before a shipped one."""
    chosen: dict[str, Path] = {}
    for path in contract_files(folders):
        chosen.setdefault(contract_ref(path), path)
    return tuple(read_contract_file(chosen[ref]) for ref in sorted(chosen))


def contract_files(folders: Sequence[Path]) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.glob("*/*.yaml"))]


def contract_ref(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def read_contract_file(path: Path) -> Contract:
    """One contract file; ConfigurationError names the line of what is wrong."""
    return _read(path, hashlib.sha256(path.read_bytes()).hexdigest())


@cache
def _schema() -> dict[str, Any]:
    return dict(json.loads(SCHEMA_FILE.read_text("utf-8")))


@cache
def _read(path: Path, fingerprint: str) -> Contract:
    from open_data_contract_standard.model import OpenDataContractStandard

    document = read_yaml(path, _schema())
    OpenDataContractStandard.model_validate(document)
    main = document["schema"][0]
    ref = contract_ref(path)
    if main["name"] != ref.split("/")[1].split("@")[0]:
        raise ConfigurationError(
            f"{path}:{line_of(path, ['schema', 0, 'name'])}: schema.0.name: found "
            f"`{main['name']}`; accepted: the object in the file's name, "
            f"`{ref.split('/')[1].split('@')[0]}`"
        )
    columns = tuple(column_of(each) for each in main["properties"])
    _refuse_twice([column.name for column in columns], path)
    contract = Contract(
        ref=ref,
        vendor=path.parent.name,
        object=main["name"],
        path=path,
        fingerprint=fingerprint,
        columns=columns,
        version=str(document["version"]),
        **contract_knobs(document),
    )
    _check_expressions(contract)
    check_references(contract)
    return contract


def _refuse_twice(names: list[str], path: Path) -> None:
    for index, name in enumerate(names):
        if name in names[:index]:
            raise ConfigurationError(
                f"{path}:{line_of(path, ['schema', 0, 'properties', index])}: found the property "
                f"`{name}` a second time; accepted: each name once"
            )


def _check_expressions(contract: Contract) -> None:
    """Row rules are the only SQL that a contract may say: true or false over its own columns."""
    names = [column.name for column in contract.columns]
    said = [(rule.name, rule.holds) for rule in contract.row_rules]
    said += [(each.name, each.where) for each in contract.row_filters if each.where]
    text = contract.path.read_text("utf-8-sig").splitlines()
    for name, sql in said:
        if mistake := mistake_in(sql, names):
            line = next((n for n, each in enumerate(text, 1) if name in each), 1)
            raise ConfigurationError(
                f"{contract.path}:{line}: {name}: found `{sql}`: {mistake}; accepted: a condition "
                "over the contract's columns with comparisons, and/or/not, in, between, is null, "
                "arithmetic and plain functions"
            )
