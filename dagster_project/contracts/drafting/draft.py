"""From a file to a contract that lands it: read, judged by column, mapped, written, and tried."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from dagster_project.contracts.drafting.columns import Drafted, drafted, told_apart
from dagster_project.contracts.drafting.entities import (
    Likeness,
    as_entity,
    detected,
    entity_contract,
    known_entities,
    likeness,
    required_columns,
    rules_of,
)
from dagster_project.contracts.drafting.keys import Loading, loading_of
from dagster_project.contracts.drafting.sample import Sample, sample_of
from dagster_project.contracts.drafting.values import profiles_of
from dagster_project.contracts.drafting.writing import Page, written
from dagster_project.contracts.model import Contract
from dagster_project.contracts.reading import SHIPPED, all_contracts
from dagster_project.contracts.trying import Trial, tried
from dagster_project.documents import ConfigurationError
from dagster_project.landing.columns import plain
from dagster_project.landing.readings import connect

_GENERIC = "generic"
# So large a part of the headers a shipped contract must know before it is named.
_KNOWN_SHARE = 0.8


@dataclass(frozen=True)
class Wanted:
    """What the user said about the contract; None is found out."""

    vendor: str | None = None
    object: str | None = None
    variant: str | None = None
    entity: str | None = None
    member: str | None = None

    def named_by(self, out: Path | None) -> Wanted:
        """The name of the file to write says what was not said otherwise."""
        if out is None:
            return self
        object_name, _, variant = out.stem.partition("@")
        entity = object_name if out.parent.name == _GENERIC else self.entity
        return replace(
            self,
            vendor=self.vendor or (None if entity else _slug(out.parent.name)),
            object=self.object or object_name,
            variant=self.variant or variant,
            entity=entity,
        )

    def check(self) -> None:
        """ConfigurationError for names that no contract can have."""
        for option, said, shape in (
            ("--vendor", self.vendor, r"[a-z][a-z0-9_]*"),
            ("--object", self.object, r"[a-z][a-z0-9_]*"),
            ("--variant", self.variant, r"[A-Za-z0-9_.-]+"),
        ):
            if said and not re.fullmatch(shape, said):
                raise ConfigurationError(f"{option}: found `{said}`; accepted: {shape}")
        if self.entity and self.entity not in known_entities():
            raise ConfigurationError(
                f"--entity: found `{self.entity}`; accepted: {', '.join(known_entities())}"
            )


@dataclass(frozen=True)
class Draft:
    """The contract's text, under which ref it belongs, and how the sample lands under it."""

    ref: str
    text: str
    sample: Sample
    columns: tuple[Drafted, ...]
    loading: Loading
    trial: Trial
    entity: str | None
    # Required by the entity and not in the file.
    missing: tuple[str, ...] = ()
    # Entities that the file may be as well, and shipped contracts that know its headers.
    maybe: tuple[str, ...] = ()
    fitting: tuple[str, ...] = ()
    left: tuple[str, ...] = field(default=())

    @property
    def doubts(self) -> int:
        return sum(line.lstrip().startswith("#") for line in self.text.splitlines()) - 2


def draft_contract(file: Path, wanted: Wanted) -> Draft:
    """RefusedFile where nothing can be read; ConfigurationError for what was said wrongly."""
    wanted.check()
    with tempfile.TemporaryDirectory(prefix="cx360-draft-") as folder:
        work = Path(folder) / "work"
        work.mkdir()
        sample = sample_of(file, wanted.member, work)
        con = connect(work)
        try:
            profiles = profiles_of(con, sample.cells)
        finally:
            con.close()
        columns = told_apart(
            [
                drafted(header, place, profiles[place])
                for place, header in enumerate(sample.headers)
                if header
            ]
        )
        drafting = _Drafting(file, wanted, sample, columns, Path(folder))
        draft = drafting.draft(())
        # Values that an entity does not take would cost the rows; the column alone is left out.
        if wrong := drafting.refusing(draft):
            draft = drafting.draft(wrong)
        return draft


@dataclass
class _Drafting:
    file: Path
    wanted: Wanted
    sample: Sample
    columns: list[Drafted]
    folder: Path

    def draft(self, leave_out: Collection[str]) -> Draft:
        like, maybe = self._entity()
        columns, left, missing = self.columns, list[str](), list[str]()
        loading = loading_of(columns, self.sample.cells)
        if like:
            columns, left = as_entity(self.columns, like, leave_out)
            left += _untold(self.columns, columns, left)
            missing = [each for each in required_columns(like.entity) if each not in like.places]
            loading = _entity_loading(like.entity, columns)
        columns = [_keyed(each, loading.key) for each in columns]
        vendor, object_name, variant = self._names(like)
        page = Page(
            vendor=vendor,
            object=object_name,
            variant=variant,
            file_name=self.file.name,
            sample=self.sample,
            columns=tuple(columns),
            loading=loading,
            rules=rules_of(like.entity, {c.name for c in columns}) if like else (),
            filters=tuple(self._filters(columns)),
            remarks=tuple(self._remarks(like, maybe, missing)),
            left=tuple(left),
            final_terminator=self._ends_with_line(),
        )
        text, ref = written(page), f"{vendor}/{object_name}@{variant}"
        path = self.folder / "contracts" / f"{ref}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return Draft(
            ref=ref,
            text=text,
            sample=self.sample,
            columns=tuple(columns),
            loading=loading,
            trial=tried(path, [self.file]),
            entity=like.entity if like else None,
            missing=tuple(missing),
            maybe=tuple(maybe),
            fitting=tuple(self._fitting()),
            left=tuple(left),
        )

    def refusing(self, draft: Draft) -> set[str]:
        """Columns without need whose entity's rules refuse rows of the sample."""
        if not draft.entity:
            return set()
        rules = {rule.reason: rule.column for rule in entity_contract(draft.entity).row_rules}
        reasons = {each.reason for book in draft.trial.books for each in book.refused}
        needed = set(required_columns(draft.entity))
        return {column for reason, column in rules.items() if column and reason in reasons} - needed

    def _entity(self) -> tuple[Likeness | None, list[str]]:
        if self.wanted.entity:
            return self._with_key(likeness(self.columns, self.wanted.entity)), []
        if self.wanted.vendor not in (None, _GENERIC):
            like, maybe = detected(self.columns)
            return None, [*([like.entity] if like else []), *maybe]
        return detected(self.columns)

    def _with_key(self, like: Likeness) -> Likeness:
        """Who names the entity may have called its id in a way that nobody knows."""
        if "source_record_id" in like.places:
            return like
        key = loading_of(self.columns, self.sample.cells).key
        places = [each.position for each in self.columns if (each.name,) == key]
        free = [each for each in places if each not in like.places.values()]
        return replace(like, places={**like.places, "source_record_id": free[0]}) if free else like

    def _names(self, like: Likeness | None) -> tuple[str, str, str]:
        stem = _slug(self.file.name.split(".")[0])
        default = _slug(self.sample.form.format)
        if like:
            return _GENERIC, like.entity, self.wanted.variant or stem or default
        return (
            self.wanted.vendor or "own",
            self.wanted.object or stem or "record",
            self.wanted.variant or default,
        )

    def _filters(self, columns: list[Drafted]) -> list[dict[str, str]]:
        layout, filters = self.sample.layout, []
        if layout and layout.stops_at_blank:
            filters.append({"name": "footer", "stop_at": "blank"})
        if layout and layout.total:
            place, word = layout.total
            column = next((each for each in columns if each.position == place), None)
            if column and column.logical_type == "string":
                filters.append({"name": "total", "where": f"{column.name} = '{word}'"})
        return filters

    def _remarks(self, like: Likeness | None, maybe: list[str], missing: list[str]) -> list[str]:
        remarks = []
        if like and not self.wanted.entity:
            remarks.append(f"Its headers look like {like.entity}; --vendor drafts without that.")
        if maybe:
            remarks.append(f"It may also be {' or '.join(maybe)}: draft again with --entity.")
        remarks += [
            f"{each} is required by {like.entity} and none of the headers is it: name its header."
            for each in missing
            if like
        ]
        layout = self.sample.layout
        if layout and layout.total and not self._filters(self.columns):
            remarks.append("The last line sums up the others; it lands as a row.")
        if nameless := sum(not each for each in self.sample.headers):
            remarks.append(f"{nameless} columns have no header: their cells are kept in `extra`.")
        return remarks

    def _ends_with_line(self) -> bool:
        form = self.sample.form
        if form.format != "csv" or form.text is None:
            return True
        last = b""
        for chunk in form.text.chunks():
            last = chunk
        return last.endswith((b"\n", b"\r"))

    def _fitting(self) -> list[str]:
        """Shipped contracts that already know this layout."""
        found = {plain(each) for each in self.sample.headers if each}
        return [
            contract.ref
            for contract in all_contracts([SHIPPED])
            if contract.vendor != _GENERIC and _knows(contract, found)
        ]


def _untold(all_columns: list[Drafted], mapped: list[Drafted], left: list[str]) -> list[str]:
    """The columns of the file that neither the contract nor a remark names."""
    named = {each.position for each in mapped}
    told = {each.split(":")[0] for each in left}
    return [_left(c) for c in all_columns if c.position not in named and c.header not in told]


def _entity_loading(entity: str, columns: list[Drafted]) -> Loading:
    """As the entity's own contract has it, if only its key is one here too."""
    load, keyed = entity_contract(entity).load, [each for each in columns if each.primary_key]
    doubts = () if keyed and all(each.profile.unique for each in keyed) else (
        "source_record_id is not unique in the sample: the last row of a key counts",)  # fmt: skip
    cursor = load.cursor if load.cursor in {each.name for each in columns} else None
    return Loading(tuple(each.name for each in keyed), load.mode, cursor, doubts)


def _knows(contract: Contract, found: set[str]) -> bool:
    known = {plain(name) for c in contract.columns for name in (c.header, *c.aliases) if name}
    needed = [c for c in contract.columns if c.needed and c.header]
    has = all(any(plain(n) in found for n in (c.header or "", *c.aliases)) for c in needed)
    return bool(needed) and has and len(found & known) >= _KNOWN_SHARE * len(found)


def _keyed(column: Drafted, key: tuple[str, ...]) -> Drafted:
    return replace(column, required=True, primary_key=True) if column.name in key else column


def _left(column: Drafted) -> str:
    return f"{column.header}{f' (personal data: {column.pii})' if column.pii else ''}"


def _slug(text: str) -> str:
    """The words of a name without its dates and numbers."""
    words = re.sub(r"[^a-z0-9]+", "_", re.sub(r"\d{4,}", "", text.lower())).strip("_")
    return re.sub(r"_+", "_", words) if re.match(r"[a-z]", words) else ""
