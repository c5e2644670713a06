"""The KPIs as dbt/models/semantic defines them, and what each version of a definition meant."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

SEMANTIC = Path(__file__).parent.parent / "dbt" / "models" / "semantic"
VERSIONS = SEMANTIC / "versions.csv"
COLUMNS = ("kpi_id", "definition_version", "valid_from_on", "meaning")
# What a value means. Names, owners, examples and the place in the tree may change without it.
MEANING = (
    "formula_ja",
    "numerator",
    "denominator",
    "unit",
    "direction",
    "window_rule",
    "window_rule_ja",
    "maturity_rule",
    "maturity_rule_ja",
    "least_n",
    "counts_customers",
    "calculation",
    "interval_method",
    "counts",
    "counts_ja",
    "leaves_out",
    "leaves_out_ja",
)


@dataclass(frozen=True)
class Kpi:
    """One metric that is a KPI, as its file says it, with the measures it is made of."""

    kpi_id: str
    metric: dict[str, Any]
    measures: tuple[dict[str, Any], ...]
    file: Path

    @property
    def meta(self) -> dict[str, Any]:
        return self.metric["config"]["meta"]

    @property
    def version(self) -> tuple[str, str]:
        """The key of the version in force: the KPI and the number of its definition."""
        return self.kpi_id, str(self.meta["definition_version"])

    @property
    def models(self) -> list[str]:
        """The dbt models whose rows MetricFlow reads for it."""
        return sorted({measure["model"] for measure in self.measures})

    @cached_property
    def meaning(self) -> str:
        """A fingerprint of the words and of the computation; equal as long as both are."""
        told = {key: self.meta[key] for key in MEANING if key in self.meta}
        computed = {key: self.metric.get(key) for key in ("type", "type_params", "filter")}
        text = json.dumps(
            [self.metric["description"], told, computed, self.measures],
            ensure_ascii=False,
            sort_keys=True,
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def read(folder: Path = SEMANTIC) -> list[Kpi]:
    """Every KPI by its id; ValueError that names both places when one is defined twice."""
    metrics: dict[str, tuple[dict[str, Any], Path]] = {}
    measures: dict[str, dict[str, Any]] = {}
    for file in sorted(folder.glob("*.yml")):
        content = yaml.safe_load(file.read_text("utf-8"))
        for model in content.get("semantic_models", []):
            for measure in model.get("measures", []):
                measures[measure["name"]] = {**measure, "model": model["model"][5:-2]}
        for metric in content.get("metrics", []):
            if metric["name"] in metrics:
                other = metrics[metric["name"]][1]
                raise ValueError(
                    f"the metric {metric['name']} is defined twice: in {other.name} and in "
                    f"{file.name}; give one of them another name, or take it out"
                )
            metrics[metric["name"]] = metric, file
    return [
        Kpi(name, metric, tuple(_measures_of(metric, metrics, measures)), file)
        for name, (metric, file) in sorted(metrics.items())
        if "config" in metric
    ]


def _measures_of(
    metric: dict[str, Any],
    metrics: dict[str, tuple[dict[str, Any], Path]],
    measures: dict[str, dict[str, Any]],
) -> list[dict[str, Any]]:
    """The measures behind a metric, through the metrics that it is made of."""
    given = metric["type_params"]
    if "measure" in given:
        name = given["measure"] if isinstance(given["measure"], str) else given["measure"]["name"]
        return [measures[name]]
    parts = given.get("metrics") or [given["numerator"], given["denominator"]]
    return [
        measure
        for part in parts
        for measure in (
            _measures_of(metrics[part][0], metrics, measures)
            if part in metrics
            else [measures[part]]
        )
    ]


def recorded(file: Path = VERSIONS) -> dict[tuple[str, str], dict[str, str]]:
    """Every version that was ever in force, by KPI and number."""
    with file.open(encoding="utf-8", newline="") as rows:
        return {(row["kpi_id"], row["definition_version"]): row for row in csv.DictReader(rows)}


def unversioned(kpis: list[Kpi], versions: dict[tuple[str, str], dict[str, str]]) -> list[str]:
    """What keeps the definitions from being the recorded ones, each with the way out."""
    found = []
    for kpi in kpis:
        row = versions.get(kpi.version)
        number = int(kpi.version[1])
        earlier = [int(each) for kpi_id, each in versions if kpi_id == kpi.kpi_id]
        if row is None and number != max(earlier, default=0) + 1:
            found.append(
                f"{kpi.kpi_id} says it is version {number}, and the last one recorded is "
                f"{max(earlier, default=0)}: count up by one"
            )
        elif row is not None and row["meaning"] != kpi.meaning:
            found.append(
                f"{kpi.kpi_id} ({kpi.file.name}) no longer says what its version {number} said. "
                f"If it counts something else now, set definition_version to {number + 1} and "
                "valid_from_on to the first night it holds, and run `make docs`. If only its words "
                f"are better and every value stays, delete the line {kpi.kpi_id},{number} from "
                f"{VERSIONS.name} and run `make docs`"
            )
        elif row is not None and row["valid_from_on"] != kpi.meta["valid_from_on"]:
            found.append(
                f"{kpi.kpi_id} version {number} is recorded as valid from {row['valid_from_on']}"
            )
    return found


def record(kpis: list[Kpi], file: Path = VERSIONS) -> None:
    """Adds the versions that are new; ValueError, in words, when an old one was changed."""
    versions = recorded(file)
    if wrong := unversioned(kpis, versions):
        raise ValueError("\n".join(wrong))
    for kpi in kpis:
        key = kpi.version
        values = (*key, kpi.meta["valid_from_on"], kpi.meaning)
        versions[key] = dict(zip(COLUMNS, values, strict=True))
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(versions[key] for key in sorted(versions, key=lambda k: (k[0], int(k[1]))))
