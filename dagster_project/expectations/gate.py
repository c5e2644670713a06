"""The one verb, and the verdict: what does not hold, and may the candidate be published?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from dagster_project.expectations.answers import without_values
from dagster_project.expectations.asking import Answers, ask
from dagster_project.expectations.check import Check, Verdict
from dagster_project.expectations.continuity import rows_kept
from dagster_project.expectations.declared import declared, found, several
from dagster_project.expectations.freshness import freshness_checks
from dagster_project.expectations.identity_checks import identity_checks
from dagster_project.expectations.kpi_movement import kpi_moves_are_explained
from dagster_project.expectations.landing_checks import landing_checks
from dagster_project.expectations.night import Night
from dagster_project.expectations.personal_data import personal_data_checks
from dagster_project.expectations.rules import Suite, suites, version
from dagster_project.release.candidate import FILES
from dagster_project.release.durable import write_json
from dagster_project.release.manifest import sha256

if TYPE_CHECKING:
    from dagster_project.settings import Settings

CHECKS = Path("evidence") / "checks.json"


def unmet(file: Path) -> list[str]:
    """What does not hold about a published file: one sentence a broken critical promise."""
    asked = _suites_of(file)
    checks = ask(file, asked).checks
    unknown = sorted(set(_row_counts(file)) - {suite.table for suite in asked})
    broken = [check.sentence() for check in checks if check.blocks]
    return broken + [f"Nothing is promised about the table {table}." for table in unknown]


def verdict(
    release_folder: Path,
    *,
    settings: Settings,
    warehouse_file: Path,
    books: Mapping[str, Any],
    notes: Sequence[Mapping[str, Any]] = (),
    previous_release: Path | None = None,
    identity_summary: Mapping[str, Any] | None = None,
    today: date | None = None,
) -> Verdict:
    """Asks every rule about a candidate, and leaves the answers in its evidence/checks.json."""
    files = [release_folder / name for name in FILES.values()]
    answers = [ask(file, _suites_of(file)) for file in files]
    rows = {table: count for file in files for table, count in _row_counts(file).items()}
    with duckdb.connect(":memory:") as con:
        con.execute(f"attach '{warehouse_file}' as warehouse (read_only)")
        night = Night(
            candidate=release_folder,
            settings=settings,
            con=con,
            books=books.get("books", ()),
            missing_required=books.get("missing_required", ()),
            unreachable=books.get("unreachable", ()),
            notes=notes,
            previous=previous_release,
            today=today,
        )
        asked: list[Callable[[], list[Check]]] = [
            lambda: landing_checks(night),
            lambda: freshness_checks(night),
            lambda: identity_checks(night, identity_summary),
            lambda: [kpi_moves_are_explained(night)],
            lambda: [rows_kept(night, rows)],
            lambda: personal_data_checks(night),
        ]
        asked.append(lambda: [_every_table_has_rules(rows)])
        checks = tuple([*_own(asked), *_promised(night, answers)])
    given = Verdict(
        checks=checks,
        checked={file.name: sha256(file) for file in files},
        rules_version=version(),
        validations=tuple(each for answer in answers for each in answer.validations),
    )
    write_json(release_folder / CHECKS, given.as_rows())
    return given


def _suites_of(file: Path) -> list[Suite]:
    return [suite for suite in suites() if FILES[suite.where] == file.name]


def _row_counts(file: Path) -> dict[str, int]:
    with duckdb.connect(str(file), read_only=True) as con:
        names = con.execute("select table_name from duckdb_tables() order by all").fetchall()
        return {
            name: con.execute(f'select count(*) from "{name}"').fetchall()[0][0]
            for (name,) in names
        }


def _every_table_has_rules(rows: Mapping[str, int]) -> Check:
    bare = sorted(set(rows) - {suite.table for suite in suites()})
    told = several(bare, f"{len(rows)} tables, all with rules")
    return found("every_published_table_has_rules", not bare, told)


def _own(asked: Sequence[Callable[[], list[Check]]]) -> list[Check]:
    """The gate's own checks. A rule that could not be asked does not hold, and says why."""
    checks: list[Check] = []
    errors: list[str] = []
    for ask_them in asked:
        try:
            checks += ask_them()
        except Exception as error:
            errors.append(without_values(f"{type(error).__name__}: {error}"))
    answered = {check.rule for check in checks}
    unasked = [rule for rule in declared() if rule not in answered]
    told = f"error: {several(errors, 'the rule was not asked')}"
    return checks + [replace(found(rule, False, told), severity="critical") for rule in unasked]


def _promised(night: Night, answers: Sequence[Answers]) -> list[Check]:
    """The suites' checks; a broken promise about a table names the new files behind it."""
    return [
        check if check.passed else check.from_files(night.new_files_behind(check.table))
        for answer in answers
        for check in answer.checks
    ]
