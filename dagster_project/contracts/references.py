"""Names that a contract says in one place must stand in another."""

from __future__ import annotations

from collections.abc import Iterator

from dagster_project.contracts.model import Contract
from dagster_project.documents import ConfigurationError


def check_references(contract: Contract) -> None:
    """ConfigurationError, with a line, for a knob that names what the contract does not have."""
    text = contract.path.read_text("utf-8-sig").splitlines()
    for knob, found, accepted in _mistakes(contract):
        line = next(
            (
                number
                for number, each in enumerate(text, 1)
                if knob in each and found in "\n".join(text[number - 1 : number + 5])
            ),
            1,
        )
        raise ConfigurationError(
            f"{contract.path}:{line}: {knob}: found `{found}`; accepted: {accepted}"
        )


def _mistakes(contract: Contract) -> Iterator[tuple[str, str, str]]:
    names = {column.name for column in contract.columns}
    for knob, said in _named(contract):
        if said not in names:
            yield knob, said, f"a column of this contract ({', '.join(sorted(names))})"
    grouped = [column for column in contract.columns if column.repeats]
    if grouped and contract.repeat is None:
        yield "physicalName", str(grouped[0].header), "{n} together with the property `repeat`"
    if contract.repeat and not grouped:
        yield "repeat", contract.repeat.number, "repeat together with headers that contain {n}"
    for column in contract.columns:
        if "excel_serial" in column.formats and column.logical_type not in ("date", "timestamp"):
            yield "excel_serial", column.name, "a column of logicalType date or timestamp"
        if column.combine and column.logical_type != "timestamp":
            yield "combine", column.name, "a column of logicalType timestamp"
        epochs = [each for each in column.formats if each.startswith("epoch")]
        if epochs and column.logical_type != "timestamp":
            yield "formats", epochs[0], "epochs in a column of logicalType timestamp"
    if contract.load.partition and contract.unpivot:
        yield "load", contract.load.partition, "a partition in a contract without `unpivot`"
    by_name = {column.name: column for column in contract.columns}
    for name in contract.carry_forward.key if contract.carry_forward else ():
        if by_name[name].repeats:
            yield "carry_forward", name, "a key outside the repeated group"


def _named(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each place where a knob names a column of the contract."""
    for said in (contract.load.partition, contract.load.cursor):
        if said:
            yield "load", said
    if contract.repeat:
        yield "repeat", contract.repeat.number
    if contract.carry_forward:
        for each in (*contract.carry_forward.key, *contract.carry_forward.columns):
            yield "carry_forward", each
    for column in contract.columns:
        for each in column.record_key:
            yield "record_key", each
        if column.combine:
            yield "combine", column.combine.date
            yield "combine", column.combine.time
        if column.basis and column.basis.startswith("column:"):
            yield "time_basis", column.basis.removeprefix("column:")
