"""The company's own papers: company.yaml, sources.yaml, kpi_targets.csv and the README."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from dagster_project.sample.names import LISTS
from dagster_project.sample.places import ONLINE, stores
from dagster_project.sample.span import Span
from dagster_project.sample.vendors.survey_forms import AFTER_PURCHASE, RELATIONSHIP, Form

_COMPANY = {
    "name": "株式会社つむぎ商店（架空）",
    "timezone": "Asia/Tokyo",
    "fiscal_year_start_month": 4,
    "currency": "JPY",
    "business_day_start": "00:00",
    "as_of": "data",
    "f2_within_days": 180,
}
_FILES = (
    ("crm", "salesforce/contact@bulk2", "salesforce_contact_*.csv", True),
    ("crm", "salesforce/account@bulk2", "salesforce_account_*.csv", False),
    ("crm", "salesforce/opportunity@bulk2", "salesforce_opportunity_*.csv", False),
    ("marketing", "marketo/lead@bulk", "marketo_lead_*.csv", False),
    ("marketing", "marketo/activity@bulk", "marketo_activity_*.csv", False),
    ("pos", "smaregi/member@csv", "smaregi_kaiin_*.csv", True),
    ("pos", "smaregi/transaction_line@csv", "smaregi_torihiki_meisai_*.csv", True),
    ("desk", "zendesk/ticket@legacy_csv", "zendesk_tickets_*.csv", False),
    ("web", "ga4/event@bigquery", "ga4_events_*.json.gz", False),
    ("reviews", "google_business/review@json", "google_business_reviews_*.json", False),
)
_LOCAL_TIME = ("pos", "desk")


def write_papers(out: Path, customers: int, seed: int, span: Span) -> None:
    _write_yaml(out / "company.yaml", _COMPANY | {"stores": _stores()})
    _write_yaml(
        out / "sources.yaml",
        {"sources": [*map(_source, _FILES), *map(_survey, (RELATIONSHIP, AFTER_PURCHASE))]},
    )
    targets = (LISTS / "kpi_targets.csv").read_text("utf-8")
    start, due = span.last_on - timedelta(364), span.last_on + timedelta(365)
    (out / "kpi_targets.csv").write_text(
        targets.replace("START", start.isoformat()).replace("DUE", due.isoformat()),
        "utf-8",
        newline="\n",
    )
    readme = (LISTS / "README.template.md").read_text("utf-8")
    facts = {"customers": f"{customers}", "months": f"{span.months}", "seed": f"{seed}"}
    (out / "README.md").write_text(readme.format(**facts), "utf-8", newline="\n")


class _Inline(dict[str, Any]):
    """A mapping that reads better on one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists stand indented below their key."""
        super().increase_indent(flow, False)


_Dumper.add_representer(
    _Inline, lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value, True)
)


def _stores() -> dict[str, _Inline]:
    return {
        str(number): _Inline(name=name, channel="online" if number == ONLINE else "store")
        for number, name in stores().items()
    }


def _source(file: tuple[str, str, str, bool]) -> dict[str, Any]:
    name, contract, pattern, required = file
    source: dict[str, Any] = {
        "name": name,
        "contract": contract,
        "path": f"extracts/*/{pattern}",
    }
    if required:
        source["required"] = True
    if name in _LOCAL_TIME:
        source["timezone"] = "Asia/Tokyo"
    if contract.startswith("smaregi/transaction_line"):
        source["fresh_within_days"] = 1
    return source


def _survey(form: Form) -> dict[str, Any]:
    questions = {key: _Inline(meaning) for key, meaning in form.questions.items()}
    return {
        "name": "survey",
        "contract": "qualtrics/response@v3",
        "path": f"extracts/*/qualtrics_{form.id}_*.csv",
        "required": True,
        "timezone": "Asia/Tokyo",
        "survey": {"id": form.id, "name": form.name, "kind": form.kind, "questions": questions},
    }


def _write_yaml(path: Path, content: dict[str, Any]) -> None:
    text = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    path.write_text(text, "utf-8", newline="\n")
