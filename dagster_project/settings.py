"""Where a night runs and for which company: home, company folder and its files, typed."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dagster_project.addresses import Address, BadAddress, address_of
from dagster_project.documents import ConfigurationError, line_of, read_yaml
from dagster_project.expectations.tolerances import Gate, IdentityLimits
from dagster_project.schemas import COMPANY_SCHEMA, SOURCES_SCHEMA

PROJECT = Path(__file__).resolve().parent.parent
SHIPPED_CONTRACTS = PROJECT / "data" / "contracts"
SAMPLE_COMPANY = PROJECT / "data" / "sample_company"
DEFAULT_HOME = PROJECT / "data" / "home"


@dataclass(frozen=True)
class Source:
    """One entry of sources.yaml: which files of a system follow which contract."""

    name: str
    contract: str
    path: str
    required: bool = False
    timezone: str | None = None
    fresh_within_days: int | None = None
    survey: dict[str, Any] | None = None
    # The night waits for today's file until this time of day; its path's date is the business
    # day's, or so many days later.
    wait_until: str | None = None
    dated_days_later: int = 0
    # A file that changed less than this long ago may still be growing.
    still_for_seconds: int = 0

    @property
    def address(self) -> Address | None:
        """Where its files lie, if not on this machine."""
        return address_of(self.path)


@dataclass(frozen=True)
class Company:
    """company.yaml with every default filled in."""

    name: str = "会社名未設定"
    timezone: str = "Asia/Tokyo"
    fiscal_year_start_month: int = 4
    currency: str = "JPY"
    business_day_start: str = "00:00"
    as_of: str = "data"
    churn_silent_after_days: int | None = None
    f2_within_days: int = 180
    keep_releases: int = 7
    stores: dict[str, dict[str, str]] = field(default_factory=dict)
    business_hours: dict[str, Any] | None = None
    key_events: tuple[str, ...] = ("purchase", "sign_up", "generate_lead")
    gate: Gate = field(default_factory=Gate)
    identity: IdentityLimits = field(default_factory=IdentityLimits)

    @property
    def business_day_start_minutes(self) -> int:
        hours, minutes = self.business_day_start.split(":")
        return int(hours) * 60 + int(minutes)


@dataclass(frozen=True)
class Settings:
    """One night's surroundings. Nothing outside `home` is ever written."""

    home: Path
    company_folder: Path
    as_of: date | None = None

    @classmethod
    def from_environment(
        cls,
        *,
        home: str | Path | None = None,
        company: str | Path | None = None,
        as_of: date | None = None,
    ) -> Settings:
        """What the command says, else CX360_HOME, CX360_COMPANY, CX360_AS_OF, else the sample."""
        home = home or os.environ.get("CX360_HOME") or DEFAULT_HOME
        company = company or os.environ.get("CX360_COMPANY") or SAMPLE_COMPANY
        if as_of is None and (text := os.environ.get("CX360_AS_OF")):
            as_of = _day(text, "CX360_AS_OF")
        settings = cls(
            Path(home).expanduser().resolve(), Path(company).expanduser().resolve(), as_of
        )
        if not settings.company_folder.is_dir():
            raise ConfigurationError(
                f"{settings.company_folder}: there is no such company folder; "
                "name one with --company or CX360_COMPANY, or make one with `cx360 sample`"
            )
        return settings

    @cached_property
    def company(self) -> Company:
        path = self.company_folder / "company.yaml"
        if not path.exists():
            return Company()
        text = read_yaml(path, COMPANY_SCHEMA) or {}
        churn = text.pop("churn", None) or {}
        silent = churn.get("silent_after_days")
        text = {key: value for key, value in text.items() if key in Company.__dataclass_fields__}
        gate = Gate(**(text.pop("gate", None) or {}))
        limits = IdentityLimits(**(text.pop("identity", None) or {}))
        company = Company(
            **text,
            gate=gate,
            identity=limits,
            churn_silent_after_days=silent if isinstance(silent, int) else None,
        )
        try:
            ZoneInfo(company.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ConfigurationError(
                f"{path}:{line_of(path, ['timezone'])}: timezone: found `{company.timezone}`; "
                "accepted: a name of the IANA time zone database such as Asia/Tokyo"
            ) from error
        if company.as_of not in ("data", "today"):
            _day(company.as_of, f"{path}:{line_of(path, ['as_of'])}: as_of")
        return company

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        path = self.company_folder / "sources.yaml"
        entries = read_yaml(path, SOURCES_SCHEMA)["sources"]
        sources = tuple(Source(**entry) for entry in entries)
        for index, source in enumerate(sources):
            try:
                _ = source.address
            except BadAddress as error:
                line = line_of(path, ["sources", index, "path"])
                raise ConfigurationError(f"{path}:{line}: {source.name}: path: {error}") from error
            if source.wait_until is not None and not source.required:
                line = line_of(path, ["sources", index, "wait_until"])
                raise ConfigurationError(
                    f"{path}:{line}: {source.name}: found `wait_until` without `required: true`; "
                    "accepted: both; a night waits only for what it cannot do without"
                )
            if source.timezone is not None:
                try:
                    ZoneInfo(source.timezone)
                except (ZoneInfoNotFoundError, ValueError) as error:
                    line = line_of(path, ["sources", index, "timezone"])
                    raise ConfigurationError(
                        f"{path}:{line}: timezone: found `{source.timezone}`; "
                        "accepted: a name of the IANA time zone database such as Asia/Tokyo"
                    ) from error
        return sources

    @property
    def objects(self) -> str:
        """The vendor objects that the company has a source of, as dbt's models are told them."""
        return ",".join(sorted({source.contract.split("@")[0] for source in self.sources}))

    @cached_property
    def as_of_on(self) -> date | None:
        """The last business day to count; None means the last one in the extracts."""
        if self.as_of is not None:
            return self.as_of
        if self.company.as_of == "data":
            return None
        if self.company.as_of == "today":
            from datetime import datetime

            return datetime.now(ZoneInfo(self.company.timezone)).date()
        return date.fromisoformat(self.company.as_of)

    @property
    def contract_folders(self) -> tuple[Path, ...]:
        """The company's own contracts go before the shipped ones."""
        return (self.company_folder / "contracts", SHIPPED_CONTRACTS)

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    @property
    def quarantine(self) -> Path:
        return self.home / "quarantine"

    @property
    def warehouse_file(self) -> Path:
        return self.home / "warehouse" / "warehouse.duckdb"

    @property
    def releases(self) -> Path:
        return self.home / "releases"

    @property
    def rejected(self) -> Path:
        return self.home / "rejected"

    @property
    def full_identity(self) -> bool:
        """Whether matching shall forget what it worked out last night (CX360_FULL_IDENTITY)."""
        return os.environ.get("CX360_FULL_IDENTITY", "") not in ("", "0")

    @property
    def registry(self) -> Path:
        return self.home / "registry"

    @property
    def logs(self) -> Path:
        return self.home / "logs"


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(
            f"{where}: found `{text}`; accepted: data, today or a day such as 2026-03-31"
        ) from error
