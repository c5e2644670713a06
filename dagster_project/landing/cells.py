"""SQL for the cells of one column: from the text in the file to the text in the landing."""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.contracts import Column
from dagster_project.landing.clocks import Clock
from dagster_project.landing.moments import day_text, moment_of
from dagster_project.landing.quoted import literal, name

# A number as a file nearly always writes it, by logical type.
PLAIN = {
    "number": r"-?(0|[1-9]\d{0,14})(\.\d{1,6})?",
    "integer": r"(0|-?[1-9]\d{0,8})",
}


@dataclass(frozen=True)
class Cell:
    """One column's SQL over the layer below; a condition is true where something is wrong."""

    column: Column
    raw: str
    # A step on the way to the value, where repeating the expression would cost twice.
    moment: str | None
    value: str
    refusals: tuple[tuple[str, str], ...] = ()
    flags: tuple[tuple[str, str], ...] = ()
    # True for nearly every row, and cheap: where all of a row's are true, no refusal is looked for.
    fine: tuple[str, ...] = ()

    @property
    def is_combined(self) -> bool:
        return self.column.combine is not None

    @property
    def has_digits(self) -> bool:
        """Digits are all there is to it, so a spreadsheet may have ruined them."""
        return self.column.kind in ("identifier", "code", "phone") and self.raw != self.value

    @property
    def is_count(self) -> bool:
        """A number; the numbers of a row are checked in one go."""
        typed = self.column.logical_type in PLAIN
        return typed and not self.column.options and self.raw != self.value


def without_tokens(expression: str, tokens: tuple[str, ...]) -> str:
    if len(tokens) == 1:
        return f"nullif({expression}, {literal(tokens[0])})"
    if tokens:
        listed = ", ".join(literal(token) for token in tokens)
        return f"case when {expression} not in ({listed}) then {expression} end"
    return expression


def absent(column: Column, value: str | None) -> Cell:
    """A column that the file does not carry: one value for the whole file, or none."""
    said = f"cast({'null' if value is None else literal(value)} as varchar)"
    return Cell(column, said, None, said)


def cell_of(column: Column, source: str, clock: Clock | None) -> Cell:
    """`source` is the SQL under which the layer below has the column's text."""
    raw, seen = without_tokens(source, column.null_tokens), name(f"r:{column.name}")
    moment = None
    value = seen
    if column.logical_type == "timestamp" and clock is not None:
        moment, value = moment_of(column, name(f"t:{column.name}"), clock)
    elif column.logical_type != "string":
        value = _typed(column, seen)
    plain = column.logical_type in PLAIN and not column.options
    if plain:
        value = f"case when {name(f'p:{column.logical_type}')} then {seen} else {value} end"
    if column.options:
        value = _within(column, value)
    flags = []
    if column.combine:
        day, time = name(f"r:{column.combine.date}"), name(f"r:{column.combine.time}")
        flags.append(("no_time", f"{day} is not null and {time} is null"))
    if column.repair == "jp_mobile":
        value = f"case when lost_zero({seen}) then '0' || {seen} else {seen} end"
        flags.append(("repaired", f"lost_zero({seen})"))
    refusals, fine = [], []
    if column.required:
        refusals.append(("required value missing", f"{seen} is null"))
        fine.append(f"{seen} is not null")
    if column.kind in ("identifier", "code", "phone"):
        refusals.append(("digits lost in scientific notation", f"is_scientific({seen})"))
    if value != seen and column.repair is None:
        read = name(f"v:{column.name}")
        if column.refuses:
            refusals.append(
                (f"no readable {column.logical_type}", f"{seen} is not null and {read} is null")
            )
            if not plain:
                fine.append(f"({read} is not null or {seen} is null)")
        else:
            flags.append(("unreadable", f"{seen} is not null and {read} is null"))
    return Cell(column, raw, moment, value, tuple(refusals), tuple(flags), tuple(fine))


def all_plain(cells: list[Cell], logical_type: str) -> str:
    """True where every number of the row is written plainly; one match is cheaper than many."""
    listed = ", ".join(name(f"r:{cell.column.name}") for cell in cells)
    one = PLAIN[logical_type]
    return f"regexp_full_match(concat_ws('|', {listed}), '({one}(\|{one})*)?')"


def no_plus(cells: list[Cell]) -> str:
    """True where no identifier of the row can be in scientific notation."""
    listed = ", ".join(name(f"r:{cell.column.name}") for cell in cells)
    return f"not contains(concat_ws('|', {listed}), '+')"


def _typed(column: Column, seen: str) -> str:
    if column.logical_type == "date":
        return day_text(column, seen)
    if column.logical_type == "boolean":
        true = ", ".join(literal(token) for token in column.true_tokens)
        false = ", ".join(literal(token) for token in column.false_tokens)
        return (
            f"case when lower({seen}) in ({true}) then 'true' "
            f"when lower({seen}) in ({false}) then 'false' end"
        )
    return f"{column.logical_type}_text({seen})"


def _within(column: Column, value: str) -> str:
    options, conditions = column.options, []
    if "minimum" in options:
        conditions.append(f"cast({value} as double) >= {options['minimum']!r}")
    if "maximum" in options:
        conditions.append(f"cast({value} as double) <= {options['maximum']!r}")
    if "pattern" in options:
        conditions.append(f"regexp_matches({value}, {literal(options['pattern'])})")
    if "minLength" in options:
        conditions.append(f"length({value}) >= {options['minLength']!r}")
    if "maxLength" in options:
        conditions.append(f"length({value}) <= {options['maxLength']!r}")
    return f"case when {' and '.join(conditions)} then {value} end"
