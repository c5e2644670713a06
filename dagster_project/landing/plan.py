"""One file's way through DuckDB as a single select: cells read, rows judged, nothing stored."""

from __future__ import annotations

from dataclasses import dataclass, field

from dagster_project.contracts import Contract
from dagster_project.landing.cells import (
    PLAIN,
    Cell,
    all_plain,
    literal,
    name,
    no_plus,
    without_tokens,
)
from dagster_project.landing.columns import FileColumn
from dagster_project.landing.questions import Question
from dagster_project.landing.quoting import Places
from dagster_project.landing.remarks import extra, flags
from dagster_project.landing.reshaping import carried, keyed, lines_of, orphaned
from dagster_project.landing.rules import with_rules


@dataclass(frozen=True)
class Verdict:
    """Why a row does not land; `is_data` is false for rows that the contract calls not data."""

    reason: str
    column: str | None
    is_data: bool = True


@dataclass
class Plan:
    """The select over the parsed file, and what the numbers in its column `refused` mean."""

    cells: list[Cell]
    constants: dict[str, str | None]
    unknown: list[FileColumn]
    questions: list[Question]
    contract: Contract
    # Of each column that repeats: its positions by the number of the group.
    groups: dict[str, dict[int, int]] = field(default_factory=dict)
    # Some cells of the file say ="00012".
    guarded: bool = False
    verdicts: list[Verdict] = field(default_factory=list)
    _conditions: list[str] = field(default_factory=list)

    def cells_of(self, parsed: str, width: int) -> str:
        """The parsed file, its cells freed of what keeps a spreadsheet from reading them."""
        if not self.guarded:
            return f"select * from {parsed}"
        cells = ", ".join(f"unguarded(c{place}) as c{place}" for place in range(width))
        return f"select {cells} from {parsed}"

    @property
    def width(self) -> int:
        """How many columns a row of the parsed table has."""
        return len(self.cells) + len(self.constants) + len(self.questions) + 3

    @property
    def reshapes(self) -> bool:
        keyed = any(cell.column.record_key for cell in self.cells)
        return self.contract.carry_forward is not None or bool(self.groups) or keyed

    def select(self, parsed: str, width: int) -> str:
        """Layers: raw cells, moments, values, rules, verdict."""
        if self.guarded:
            parsed = f"({self.cells_of(parsed, width)})"
        return f"select {', '.join(self._final())} from ({self._judged(self._raw(parsed))})"

    def select_reshaped(self, records: str, gaps: Places) -> str:
        """The same over records with their places, once values are carried and groups set apart."""
        grouped = {cell.column.name: cell.column for cell in self.cells}
        raw = self._raw(lines_of(records, grouped, self.groups), "origin, part")
        if self.contract.carry_forward:
            raw = carried(raw, self.contract.carry_forward, gaps)
        final = ", ".join(self._final())
        return f"select {final}, origin from ({self._judged(raw)}) order by origin, part"

    def _judged(self, raw: str) -> str:
        valued = keyed(self._with_values(self._combined(raw)), self.cells)
        return with_rules(valued, self.cells, self.contract)

    def _final(self) -> list[str]:
        final = [
            f"{name(f'v:{cell.column.name}')} as {name(cell.column.name)}" for cell in self.cells
        ]
        final += [f"{name(f'q:{each.position}')}" for each in self.questions]
        final += [
            f"cast({'null' if value is None else literal(value)} as varchar) as {name(key)}"
            for key, value in self.constants.items()
        ]
        final += [f"{flags(self.cells)} as flags", f"{extra(self.cells, self.unknown)} as extra"]
        final.append(f"{self._refused()} as refused")
        return final

    def _raw(self, parsed: str, places: str = "") -> str:
        """The cells as the file has them, but for what means no value."""
        raw = [
            f"{cell.raw} as {name(f'r:{cell.column.name}')}"
            for cell in self.cells
            if not cell.is_combined
        ]
        raw += [places] if places else []
        tokens = self.contract.unpivot.null_tokens if self.contract.unpivot else ()
        raw += [
            f"{each.answer(without_tokens(name(f'c{each.position}'), tokens))} "
            f"as {name(f'q:{each.position}')}"
            for each in self.questions
        ]
        raw += [
            f"{name(f'c{each.position}')} as {name(f'u:{each.position}')}" for each in self.unknown
        ]
        return f"select {', '.join(raw)} from {parsed}"

    def _combined(self, sql: str) -> str:
        """Moments whose day and time of day stand in two columns."""
        made = [
            f"{cell.raw} as {name(f'r:{cell.column.name}')}"
            for cell in self.cells
            if cell.is_combined
        ]
        return f"select *, {', '.join(made)} from ({sql})" if made else sql

    def _with_values(self, sql: str) -> str:
        steps = [
            f"{cell.moment} as {name(f't:{cell.column.name}')}"
            for cell in self.cells
            if cell.moment is not None
        ]
        for logical_type in PLAIN:
            if counts := self._counts(logical_type):
                steps.append(f"{all_plain(counts, logical_type)} as {name(f'p:{logical_type}')}")
        if steps:
            sql = f"select *, {', '.join(steps)} from ({sql})"
        values = [f"{cell.value} as {name(f'v:{cell.column.name}')}" for cell in self.cells]
        return f"select *, {', '.join(values)} from ({sql})"

    def _refused(self) -> str:
        self.verdicts, self._conditions = [], []
        filters = [each for each in self.contract.row_filters if each.where]
        for index, each in enumerate(filters):
            self._judge(f"coalesce({name(f'k:{index}')}, false)", each.name, None, is_data=False)
        if orphan := orphaned(self.contract.carry_forward):
            self._judge(orphan, "continues a line that did not land", None)
        for cell in self.cells:
            for reason, condition in cell.refusals:
                self._judge(condition, reason, cell.column.name)
        for question in self.questions:
            if question.scale is not None:
                low, high = question.scale
                answer = name(f"q:{question.position}")
                inside = f"cast(integer_text({answer}) as integer) between {low:g} and {high:g}"
                self._judge(
                    f"{answer} is not null and not coalesce({inside}, false)",
                    f"{question.metric} is no whole number from {low:g} to {high:g}",
                    question.key,
                )
        for index, rule in enumerate(self.contract.row_rules, len(filters)):
            self._judge(f"not coalesce({name(f'k:{index}')}, true)", rule.reason, rule.column)
        if not self._conditions:
            return "cast(null as smallint)"
        branches = " ".join(
            f"when {condition} then {number}" for number, condition in enumerate(self._conditions)
        )
        return f"cast(case when {self._fine()} then null {branches} end as smallint)"

    def _fine(self) -> str:
        """A cheap test that nearly every row passes and that no row to be refused passes."""
        if any(question.scale for question in self.questions):
            return "false"
        fine = [each for cell in self.cells for each in cell.fine]
        fine += [name(f"p:{each}") for each in PLAIN if self._counts(each)]
        if digits := [cell for cell in self.cells if cell.has_digits]:
            fine.append(no_plus(digits))
        if orphan := orphaned(self.contract.carry_forward):
            fine.append(f"not ({orphan})")
        filters = [each for each in self.contract.row_filters if each.where]
        for index in range(len(filters) + len(self.contract.row_rules)):
            wanted = "false" if index < len(filters) else "true"
            fine.append(f"coalesce({name(f'k:{index}')}, {wanted}) = {wanted}")
        return " and ".join(fine) or "true"

    def _counts(self, logical_type: str) -> list[Cell]:
        return [c for c in self.cells if c.is_count and c.column.logical_type == logical_type]

    def _judge(
        self, condition: str, reason: str, column: str | None, *, is_data: bool = True
    ) -> None:
        self._conditions.append(condition)
        self.verdicts.append(Verdict(reason, column, is_data))

    @property
    def has_flags(self) -> bool:
        return any(cell.flags for cell in self.cells)
