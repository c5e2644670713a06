"""What the gate asked and what it found: a check a rule, a verdict a candidate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

Severity = Literal["critical", "warning"]
Kind = Literal["expectation", "landing", "identity", "kpi"]


@dataclass(frozen=True)
class Check:
    """One rule, asked tonight. `found` says what was counted, never whose values they are."""

    rule: str
    table: str
    description_en: str
    description_ja: str
    owner: str
    severity: Severity
    passed: bool
    found: str
    files: tuple[str, ...] = ()
    kind: Kind = "expectation"

    @property
    def blocks(self) -> bool:
        return not self.passed and self.severity == "critical"

    def sentence(self) -> str:
        return f"{self.description_en} Found: {self.found}"

    def from_files(self, files: Iterable[str]) -> Check:
        return replace(self, files=tuple(files))


@dataclass(frozen=True)
class Verdict:
    """Whether a candidate may be published, and every rule that was asked about it.

    `checked` holds the sha256 of the files that were looked at: a verdict is about bytes, and the
    publisher refuses others. `validations` are Great Expectations' own results, for the Data Docs.
    """

    checks: tuple[Check, ...]
    checked: Mapping[str, str]
    rules_version: str = ""
    validations: tuple[Any, ...] = field(default=(), repr=False, compare=False)

    @property
    def publishable(self) -> bool:
        return bool(self.checks) and not self.broken

    @property
    def broken(self) -> list[Check]:
        return [each for each in self.checks if each.blocks]

    @property
    def warnings(self) -> list[Check]:
        return [each for each in self.checks if not each.passed and not each.blocks]

    def as_rows(self) -> list[dict[str, Any]]:
        return [{**asdict(each), "files": list(each.files)} for each in self.checks]

    def summary(self) -> dict[str, Any]:
        """What the manifest keeps, and what `publish` asks for."""
        short = ("rule", "table", "description_en", "description_ja", "found", "owner")
        return {
            "publishable": self.publishable,
            "rules": len(self.checks),
            "rules_version": self.rules_version,
            "broken": [{key: asdict(each)[key] for key in short} for each in self.broken],
            "warnings": [{key: asdict(each)[key] for key in short} for each in self.warnings],
            "checked": dict(self.checked),
        }
