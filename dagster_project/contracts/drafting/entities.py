"""Which canonical entity a file looks like, and which of its columns are which of the entity's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from dagster_project.contracts.drafting.columns import BECOMES_NULL, COSTS_ROWS, Drafted
from dagster_project.contracts.drafting.labels import entity_labels, spellings
from dagster_project.contracts.expressions import columns_in
from dagster_project.contracts.model import Column, Contract, RowRule
from dagster_project.contracts.reading import SHIPPED, read_contract_file

# So many columns must be an entity's before a file is taken for it without being told.
_LEAST = 3
_LEAST_SHARE = 0.4
# By how much the best must lead, in columns that only it explains.
_LEAD = 0.5
_DAYS = ("iso", "slash", "compact", "japanese", "wareki", "us", "european", "english")


@dataclass(frozen=True)
class Likeness:
    """An entity and, of its columns, those that the file has under one of their labels."""

    entity: str
    places: dict[str, int]
    score: float


def entity_contract(entity: str) -> Contract:
    return read_contract_file(SHIPPED / "generic" / f"{entity}.yaml")


def known_entities() -> list[str]:
    return sorted(
        path.stem for path in (SHIPPED / "generic").glob("*.yaml") if "@" not in path.stem
    )


def likeness(columns: list[Drafted], entity: str) -> Likeness:
    """Each header goes to the first of the entity's columns whose labels have it.

    Headers that stand in the glossary as they are go before those that fit without their legend.
    """
    labels, places = entity_labels().get(entity, {}), dict[str, int]()
    for exactly in (True, False):
        for name in labels:
            ranked = [
                (labels[name].index(each), column.position)
                for column in columns
                for each in spellings(column.header)[: 1 if exactly else None]
                if each in labels[name] and column.position not in places.values()
            ]
            if ranked and name not in places:
                places[name] = min(ranked)[1]
    by_place = {each.position: each for each in columns}
    score = sum(1 / _sharers(by_place[place]) for place in sorted(places.values()))
    return Likeness(entity, places, score)


def _sharers(column: Drafted) -> int:
    """How many entities know the header; one that all know tells little."""
    said = set(spellings(column.header))
    return sum(
        any(said & set(each) for each in labels.values()) for labels in entity_labels().values()
    )


def detected(columns: list[Drafted]) -> tuple[Likeness | None, list[str]]:
    """The one entity that the file is surely like, and others that it may be."""
    found = sorted(
        (each for each in (likeness(columns, name) for name in entity_labels()) if _fits(each)),
        key=lambda each: (-each.score, each.entity),
    )
    likely = [
        each
        for each in found
        if len(each.places) >= _LEAST and len(each.places) >= _LEAST_SHARE * len(columns)
    ]
    if likely and (len(likely) == 1 or likely[0].score - likely[1].score >= _LEAD):
        return likely[0], [each.entity for each in likely[1:3]]
    return None, [each.entity for each in likely[:3]]


def _fits(like: Likeness) -> bool:
    return all(name in like.places for name in required_columns(like.entity))


def required_columns(entity: str) -> list[str]:
    return [each.name for each in entity_contract(entity).columns if each.required]


def as_entity(
    columns: list[Drafted], like: Likeness, leave_out: Collection[str]
) -> tuple[list[Drafted], list[str]]:
    """The file's columns under the entity's names and by its rules; and those that it leaves."""
    by_place = {each.position: each for each in columns}
    mapped, left = [], []
    for column in entity_contract(like.entity).columns:
        if column.name not in like.places:
            continue
        found = _by_rules_of(column, by_place[like.places[column.name]])
        if column.name in leave_out:
            left.append(f"{found.header}: its values are not those that {column.name} takes")
        elif not column.required and _unread(column, found) > 0.5:
            left.append(f"{found.header}: most values are no {column.logical_type}, as "
                        f"{column.name} needs")  # fmt: skip
        else:
            mapped.append(found)
    return mapped, left


def _by_rules_of(column: Column, found: Drafted) -> Drafted:
    knobs = {key: found.knobs[key] for key in ("null_tokens", "repair") if key in found.knobs}
    if column.logical_type in ("date", "timestamp", "boolean"):
        knobs |= found.knobs
        if column.logical_type == "timestamp" and found.logical_type == "date":
            knobs |= _formats_of_days(found)
    if column.strict:
        knobs["strict"] = True
    if column.refuses:
        costs = [each.replace(BECOMES_NULL, COSTS_ROWS) for each in found.doubts]
        found = replace(found, doubts=tuple(costs))
    return replace(
        found,
        name=column.name,
        logical_type=column.logical_type,
        kind=column.kind,
        pii=column.pii,
        knobs=knobs,
        required=column.required,
        primary_key=column.primary_key,
        known=True,
    )


def _formats_of_days(found: Drafted) -> dict[str, list[str]]:
    """A column of moments reads days as 令和8年4月1日 only where it is told to."""
    said = found.knobs.get("formats") or [
        each for each in _DAYS[:5] if found.profile.counts.get(f"day_{each}")
    ]
    return {"formats": said} if set(said) - {"iso", "slash"} else {}


def _unread(column: Column, found: Drafted) -> float:
    """The part of the values that the entity's type cannot read."""
    share = found.profile.share
    if not found.profile.valued or column.logical_type == "string":
        return 0.0
    if column.logical_type == "date":
        return 1 - share(*(f"day_{each}" for each in _DAYS), "day_usual", "serial")
    if column.logical_type == "timestamp":
        return 0.0 if found.logical_type in ("date", "timestamp") else 1 - share("moment")
    if column.logical_type == "boolean":
        return 0.0 if found.logical_type == "boolean" else 1.0
    return 1 - share(column.logical_type)


def rules_of(entity: str, names: Collection[str]) -> tuple[RowRule, ...]:
    """The entity's own claims about rows, as far as the file has what they are about."""
    contract = entity_contract(entity)
    all_names = [each.name for each in contract.columns]
    return tuple(
        rule for rule in contract.row_rules if columns_in(rule.holds, all_names) <= set(names)
    )
