"""What differs between two versions of a contract, and what each difference breaks or needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

from dagster_project.contracts.model import Column, Contract

COMPATIBLE = "compatible"
LANDS_ANEW = "lands anew"
ROWS_REFUSED = "rows may be refused"
FILES_REFUSED = "files may be refused"
VALUES_CHANGE = "values change"
COLUMN_GONE = "downstream column gone"
_HARMLESS = {COMPATIBLE, LANDS_ANEW}
# Said elsewhere, or no business of a file.
_NOT_KNOBS = {"ref", "vendor", "object", "path", "fingerprint", "columns", "version"}


@dataclass(frozen=True)
class Change:
    """One difference: where it stands, what it was and is, and what it does."""

    where: str
    what: str
    effect: str
    needs: str

    @property
    def breaks(self) -> bool:
        return self.effect not in _HARMLESS


def changes(old: Contract, new: Contract) -> tuple[Change, ...]:
    """Every difference that a file or a reader can notice, columns first, in a fixed order."""
    was = {each.name: each for each in old.columns}
    now = {each.name: each for each in new.columns}
    found: list[Change] = []
    if (old.vendor, old.object) != (new.vendor, new.object):
        found.append(
            Change(
                "contract",
                f"{old.vendor}/{old.object} → {new.vendor}/{new.object}",
                COLUMN_GONE,
                "another raw table: every model that reads the old one needs the new name",
            )
        )
    found += [_gone(was[name]) for name in was if name not in now]
    found += [_added(now[name]) for name in now if name not in was]
    for name in was:
        if name in now:
            found += _of_column(was[name], now[name])
    found += _of_key(old, new)
    found += _of_file(old, new)
    if not found and old.fingerprint != new.fingerprint:
        found.append(
            Change("text", "only words and comments", LANDS_ANEW, "known files are read once more")
        )
    return tuple(found)


def _gone(column: Column) -> Change:
    return Change(
        column.name,
        "removed",
        COLUMN_GONE,
        "its cells are kept in `extra`; models that read the column fail, so change them first",
    )


def _added(column: Column) -> Change:
    if column.needed and column.header:
        return Change(
            column.name,
            f"added, and a file must have `{column.header}`",
            FILES_REFUSED,
            "files from before without it are quarantined: say `column: optional`, or another "
            "variant for them",
        )
    return Change(
        column.name, "added", LANDS_ANEW, "known files are read once more; it is NULL where absent"
    )


def _of_column(old: Column, new: Column) -> Iterator[Change]:
    yield from _of_headers(old, new)
    if old.logical_type != new.logical_type:
        unreadable = ROWS_REFUSED if new.refuses and new.logical_type != "string" else VALUES_CHANGE
        yield Change(
            new.name,
            f"{old.logical_type} → {new.logical_type}",
            unreadable,
            "models that cast it must follow; "
            + (
                "text now lands as the file writes it"
                if new.logical_type == "string"
                else "an unreadable cell refuses its row"
                if new.refuses
                else "an unreadable cell becomes NULL with a flag"
            ),
        )
    for attribute, told in (("required", "required"), ("needed", "column"), ("strict", "strict")):
        before, after = getattr(old, attribute), getattr(new, attribute)
        if before != after:
            yield _switched(new, told, attribute, after)
    if (old.kind, new.kind) != (None, None) and old.kind != new.kind:
        guarded = new.kind in ("identifier", "code", "phone")
        yield Change(
            new.name,
            f"kind {old.kind or 'none'} → {new.kind or 'none'}",
            ROWS_REFUSED
            if guarded and old.kind not in ("identifier", "code", "phone")
            else LANDS_ANEW,
            "a cell in scientific notation refuses its row" if guarded else "read once more",
        )
    if old.pii != new.pii:
        yield Change(
            new.name,
            f"personal data {old.pii or 'none'} → {new.pii or 'none'}",
            VALUES_CHANGE if old.pii and not new.pii else COMPATIBLE,
            "nothing treats it as personal data any more"
            if not new.pii
            else "it is treated as personal data",
        )
    yield from _of_readings(old, new)


def _of_headers(old: Column, new: Column) -> Iterator[Change]:
    was = {each for each in (old.header, *old.aliases) if each}
    now = {each for each in (new.header, *new.aliases) if each}
    if lost := sorted(was - now):
        yield Change(
            new.name,
            f"no longer found as {', '.join(f'`{each}`' for each in lost)}",
            FILES_REFUSED if new.needed else VALUES_CHANGE,
            "files with that header "
            + ("are quarantined" if new.needed else "land it as NULL")
            + ": keep it among the aliases",
        )
    if more := sorted(now - was):
        yield Change(
            new.name,
            f"also found as {', '.join(f'`{each}`' for each in more)}",
            LANDS_ANEW,
            "known files are read once more",
        )


def _switched(column: Column, told: str, attribute: str, on: bool) -> Change:
    what = f"{told} {'on' if on else 'off'}"
    if attribute == "needed":
        effect = FILES_REFUSED if on else COMPATIBLE
        needs = f"a file without `{column.header}` is {'quarantined' if on else 'landed'}"
        return Change(column.name, what, effect, needs)
    cell = "a row without a value" if attribute == "required" else "a row with an unreadable cell"
    if on:
        return Change(column.name, what, ROWS_REFUSED, f"{cell} is quarantined")
    return Change(column.name, what, LANDS_ANEW, f"{cell} lands: models must bear NULL")


def _of_readings(old: Column, new: Column) -> Iterator[Change]:
    """How a cell is read: what is only wider is harmless."""
    for told, wider in (("formats", True), ("null_tokens", False)):
        before, after = set(getattr(old, told)), set(getattr(new, told))
        if before == after or (told == "formats" and old.logical_type != new.logical_type):
            continue
        only_more = before < after and wider
        yield Change(
            new.name,
            f"{told} {_listed(before)} → {_listed(after)}",
            LANDS_ANEW if only_more else VALUES_CHANGE,
            "more cells are read" if only_more else "the same cells come out otherwise",
        )
    for told in ("basis", "combine", "repair", "true_tokens", "false_tokens", "derived", "options"):
        if getattr(old, told) == getattr(new, told):
            continue
        effect = ROWS_REFUSED if told == "options" and new.refuses else VALUES_CHANGE
        yield Change(
            new.name,
            f"{_SAID.get(told, told)} changed",
            effect,
            "moments shift in every file"
            if told == "basis"
            else "the same cells come out otherwise",
        )


_SAID = {
    "basis": "time_basis",
    "true_tokens": "booleans",
    "false_tokens": "booleans",
    "options": "logicalTypeOptions",
}


def _of_key(old: Contract, new: Contract) -> Iterator[Change]:
    if old.grain != new.grain:
        yield Change(
            "key",
            f"{' + '.join(old.grain) or 'none'} → {' + '.join(new.grain) or 'none'}",
            VALUES_CHANGE,
            "another row is the latest version of a key; models that join on it must follow",
        )


def _of_file(old: Contract, new: Contract) -> Iterator[Change]:
    for each in fields(Contract):
        before, after = getattr(old, each.name), getattr(new, each.name)
        if each.name in _NOT_KNOBS or before == after:
            continue
        effect, needs = _KNOBS.get(each.name, _ordinary)(before, after)
        yield Change(each.name, f"{_shown(before)} → {_shown(after)}", effect, needs)


Effect = tuple[str, str]


def _ordinary(before: object, after: object) -> Effect:
    return VALUES_CHANGE, "the same file lands otherwise; try it with `cx360 contract check`"


def _choices(before: tuple[str, ...], after: tuple[str, ...]) -> Effect:
    if after[: len(before)] == before:
        return LANDS_ANEW, "known files are read once more; more files can be read"
    if set(after) >= set(before):
        return VALUES_CHANGE, "they are tried in another order"
    return FILES_REFUSED, "a file that needs what is gone is quarantined"


def _layout(before: object, after: object) -> Effect:
    return FILES_REFUSED, "a file in the old layout is quarantined: make it a variant of its own"


def _rules(before: tuple[object, ...], after: tuple[object, ...]) -> Effect:
    if set(after) <= set(before):
        return LANDS_ANEW, "rows that were quarantined land"
    return ROWS_REFUSED, "a row for which a rule is false is quarantined"


def _integrity(before: object, after: object) -> Effect:
    return FILES_REFUSED, "a file that does not keep the new promise waits or is quarantined"


def _announced(before: object, after: object) -> Effect:
    return LANDS_ANEW, "other columns are reported as new; all cells are kept as before"


_KNOBS: dict[str, Callable[..., Effect]] = {
    "encodings": _choices,
    "delimiters": _choices,
    "format": _layout,
    "container": _layout,
    "header": _layout,
    "sheet": _layout,
    "records": _layout,
    "row_rules": _rules,
    "integrity": _integrity,
    "unused": _announced,
}


def _shown(value: object) -> str:
    """A knob's value without the names of the model, as far as it differs from nothing."""
    if isinstance(value, tuple):
        return _listed([_shown(each) for each in value])
    if value is None or value == "":
        return "none"
    if hasattr(value, "__dataclass_fields__"):
        said = {
            each.name: getattr(value, each.name)
            for each in fields(value)  # type: ignore[arg-type]
            if getattr(value, each.name) not in (None, (), "")
        }
        return "{" + ", ".join(f"{key}: {_shown(each)}" for key, each in said.items()) + "}"
    return repr(value) if value == "\t" else str(value)


def _listed(values: object) -> str:
    listed = sorted(values) if isinstance(values, set) else list(values)  # type: ignore[call-overload]
    return "[" + ", ".join(repr(v) if v in ("\t", ",") else str(v) for v in listed) + "]"
