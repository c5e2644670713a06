"""docs/kpis.md: every KPI so that two who disagree can look it up, and trace it to its rows."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from docs.kpi_definitions import SEMANTIC, Kpi

PROJECT = SEMANTIC.parent.parent.parent
STAGES = {
    "awareness": "Awareness 認知",
    "consideration": "Consideration 検討",
    "purchase": "Purchase 購入",
    "use": "Use 利用",
    "loyalty": "Loyalty 継続・推奨",
}
BETTER = {"up": "better when it rises", "down": "better when it falls"}
UNITS = {"currency": "the company's currency, without tax", "share": "share of 1"}
INTERVALS = {
    "wilson": "95 %, Wilson",
    "adjusted_wald": "95 %, adjusted Wald (three more answers, in points)",
    "adjusted_wald_share": "95 %, adjusted Wald (three more texts)",
    "normal": "95 %, normal, within 0 and 100",
    "mean": "95 %, normal, not below 0",
    "none": "none",
}

HEAD = """\
# KPIs

Written by `make docs` from `dbt/models/semantic/`, the one place where a KPI is defined. The same
definitions are published as `kpi_catalogue`. Where this page and a figure disagree, one of them
is a mistake: [trace the figure](#tracing-a-figure).

## Reading a value

One row of `kpi_value` is one KPI, period and member of a dimension.

- **Above and below the line** stand in `numerator` and `denominator`. A ratio is made from them
  in every row; add up numerators and denominators, never average values. A count has no
  denominator, a median and `ltv_simple` have neither. `n` is how many observations stand behind
  the value.
- **Nothing is not 0.** Over an empty denominator the value is NULL and the flag `no_data`. A
  count may be 0.
- **`quality_flag`** is the first that holds: `immature` (the window has not elapsed, or the
  extracts do not reach back far enough: no value), `no_data`, `revenue_only` (no margin known),
  `low_n` (fewer than the KPI's least n, 30 as shipped), `ok`. Below 10 observations no interval
  is shown either.
- **Periods** end on their last day, or on the as-of day while they run. Weeks begin on Monday,
  quarters and years with the company's fiscal year. `trailing_12m` has a row a month, for the 12
  months to its end, and is immature until the extracts reach back that far.
- **Days** are business days of the company: its time zone, and where it says so a day that begins
  later than midnight. Values are rounded to 4 decimals, numerators and denominators are exact.
- **Members** are stable ids (`store_id`, a channel, a campaign). Who a customer is (segment, age
  band, prefecture) is what is known of them tonight.

What several KPIs share:

- An **order** is a receipt of type sale that is not void and not fully refunded. Its net amount
  is gross less discount, without tax and shipping, less the returns that name it. Points are a
  means of payment.
- An **occasion** is all orders of a customer on one business day.
- A **customer** is a resolved person, so a merge or a split tonight moves past values too.
  **Guests** are receipts without a customer: they count in sales and `aov`, and in nothing that
  counts customers.
- **Deleted** records take what belongs to them with them, from the night their deletion arrives.

## Tracing a figure

Each KPI below has a query that lists the rows behind one value, with `above` and `below` for what
a row adds to either side of the line (`observed` for a median). Run it on the warehouse of the
night, with the period's first and last day; the sums are the published numerator and denominator:

```python
from datetime import date

import duckdb

con = duckdb.connect("data/home/warehouse/warehouse.duckdb", read_only=True)
period = {"from_on": date(2026, 3, 1), "to_on": date(2026, 3, 31)}  # only what it asks for
con.execute(query, period).df()
```

From a row there, `source_record_id` (or the id named like it) leads to the canonical entity, and
its `load_id` and `source_row_number` to file and line. `tie_out` reconciles the sums to the
source's own, and `evidence/kpi_changes.csv` says which past values are others tonight, and why.

## Versions

`definition_version` of a value says which definition made it. A definition that changes its
meaning gets the next version: `dbt/models/semantic/versions.csv` holds a fingerprint of each, and
a test fails when words or computation change under an old number. Names, owners, examples and the
tree may change without one.
"""


def kpis_page(kpis: list[Kpi]) -> str:
    """The whole page."""
    parts = [HEAD, *_tree(kpis), *_metricflow(kpis), *_index(kpis)]
    parts += [line for kpi in kpis for line in _section(kpi)]
    return "\n".join(parts)


def _tree(kpis: list[Kpi]) -> list[str]:
    """What drives what, as `parent_kpi_id` says it."""
    children = defaultdict(list)
    for kpi in kpis:
        children[kpi.meta.get("parent_kpi_id")].append(kpi)

    def branch(parent: str | None, depth: int) -> list[str]:
        return [
            line
            for kpi in children[parent]
            for line in (
                f"{'  ' * depth}- [`{kpi.kpi_id}`](#{kpi.kpi_id}) {kpi.metric['label']}",
                *branch(kpi.kpi_id, depth + 1),
            )
        ]

    return ["## The tree\n", "A KPI drives the one above it.\n", *branch(None, 0), ""]


def _metricflow(kpis: list[Kpi]) -> list[str]:
    """Which KPIs MetricFlow computes by itself, and why not the others."""
    looked_up = [kpi for kpi in kpis if "looked_up_because" in kpi.meta]
    summed = [f"`{kpi.kpi_id}`" for kpi in kpis if kpi.models == ["int_daily_tallies"]]
    return [
        "## MetricFlow\n",
        "The definitions are dbt metrics, so `dbt-metricflow` (a development tool) can slice them",
        "further: `mf query --metrics aov --group-by metric_time__month,purchase__store`. A test",
        "computes every metric with it and compares it with `kpi_value`, month by month and by the",
        "dimensions that both know.\n",
        f"- {len(kpis) - len(looked_up) - len(summed)} KPIs it computes from the rows they count.",
        f"- {len(summed)} it sums and divides from daily tallies, since finding their rows",
        f"  means a look at several rows of one person: {', '.join(summed)}.",
        f"- {len(looked_up)} it cannot compute and looks up in `kpi_value`, by the month:\n",
        "| KPI | why not |",
        "|---|---|",
        *(f"| `{kpi.kpi_id}` | {kpi.meta['looked_up_because']} |" for kpi in looked_up),
        "",
        "It knows no intervals, flags or maturity either: a window that has not elapsed has",
        "a value there.\n",
    ]


def _index(kpis: list[Kpi]) -> list[str]:
    lines = ["## By stage\n", "| stage | KPIs |", "|---|---|"]
    for stage, title in STAGES.items():
        of_stage = [f"[`{k.kpi_id}`](#{k.kpi_id})" for k in kpis if k.meta["stage"] == stage]
        lines.append(f"| {title} | {', '.join(of_stage)} |")
    return [*lines, ""]


def _section(kpi: Kpi) -> list[str]:
    meta = kpi.meta
    unit = UNITS.get(meta["unit"], meta["unit"])
    table = {
        "counts": f"{meta['counts']}<br>{meta['counts_ja']}",
        "leaves out": f"{meta['leaves_out']}<br>{meta['leaves_out_ja']}",
        "`numerator`": meta.get("numerator", "none"),
        "`denominator`": meta.get("denominator", "none"),
        "window": f"{meta['window_rule']} / {meta['window_rule_ja']}",
        "maturity": f"{meta['maturity_rule']} / {meta['maturity_rule_ja']}",
        "merge or split": (
            "moves past values" if meta.get("counts_customers") else "changes nothing in `all`"
        ),
        "unit": f"{unit}; {BETTER[meta['direction']]}",
        "least n, interval": f"{meta['least_n']}; {INTERVALS[meta['interval_method']]}",
        "periods": f"{', '.join(meta['grain'])}; targets are read in {meta['steering_grain']}",
        "stage, parent, owner": (
            f"{STAGES[meta['stage']]}; {_named(meta.get('parent_kpi_id'))}; {meta['owner']}"
        ),
        "definition": (
            f"version {meta['definition_version']} since {meta['valid_from_on']}; "
            f"{meta['definition_source']}"
        ),
        "rows of": ", ".join(f"`{each}`" for each in meta["source"].split(", ")),
        "computed by": " → ".join([*map(_link, meta["computed_by"]), _link("kpi_value")]),
    }
    return [
        f'<a id="{kpi.kpi_id}"></a>\n',
        f"## `{kpi.kpi_id}` {kpi.metric['label']} / {meta['name_en']}\n",
        f"{_sentence(kpi.metric['description'], '.')}\n",
        f"{_sentence(meta['formula_ja'], '。')}\n",
        "| | |",
        "|---|---|",
        *(f"| {name} | {text} |" for name, text in table.items()),
        "",
        *(f"- {case}" for case in meta["edge_cases"]),
        "",
        f"**Example.** {meta['example']}\n",
        "```sql",
        meta["trace"].rstrip(),
        "```\n",
    ]


def _named(kpi_id: str | None) -> str:
    return f"drives `{kpi_id}`" if kpi_id else "top of the tree"


def _sentence(words: str, stop: str) -> str:
    return words[0].upper() + words[1:] + stop


def _link(model: str) -> str:
    (file,) = (PROJECT / "dbt" / "models").rglob(f"{model}.sql")
    return f"[`{model}`](../{Path(file).relative_to(PROJECT).as_posix()})"
