"""Could the matching have gone wrong? Proxies that need no truth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dagster_project.expectations.check import Check
from dagster_project.expectations.declared import found
from dagster_project.expectations.night import Night
from dagster_project.release.candidate import FILES
from dagster_project.release.literal import quoted

DIFFERENT = """
    select
        count_if(restricted.customer_id is null) as only_bi,
        count_if(bi.customer_id is null) as only_restricted
    from bi.customer_360 as bi
    full join restricted.customer as restricted on bi.customer_id = restricted.customer_id
"""


def identity_checks(night: Night, run: Mapping[str, Any] | None = None) -> list[Check]:
    """`run` is the row of identity.run, read from the warehouse where it is not given."""
    numbers = run if run is not None else _run(night)
    gate = night.gate
    allowed = max(
        gate.max_ids_changed_share * numbers["ids_total"], float(gate.ids_changed_allowance)
    )
    return [
        _at_most(
            "no_customer_is_a_crowd",
            numbers["largest_cluster"],
            gate.max_cluster_records,
            "records",
        ),
        _at_most(
            "customers_have_one_birth_date",
            numbers["clusters_with_two_birth_dates"],
            int(gate.max_two_birth_dates_share * numbers["customers"]),
            "customers",
        ),
        _at_most(
            "customers_have_one_member_code",
            numbers["clusters_with_two_member_codes"],
            gate.max_clusters_with_two_member_codes,
            "customers",
        ),
        found(
            "customer_ids_are_stable",
            numbers["ids_changed"] <= allowed,
            f"{numbers['ids_changed']:,} of {numbers['ids_total']:,} known records have another "
            f"customer id (allowed: {allowed:,.0f})",
        ),
        *_changes(night, numbers),
        _same_customers(night),
    ]


def _changes(night: Night, numbers: Mapping[str, Any]) -> list[Check]:
    """What happened to the ids, each kind against the company's own limit."""
    limits, known = night.settings.company.identity, numbers["ids_total"]
    return [
        found(
            rule,
            count <= (allowed := limits.allowed(share, known)),
            f"{count:,} of {known:,} known records (allowed: {allowed:,.0f}); "
            "evidence/identity_changes.csv lists them with reasons",
        )
        for rule, count, share in (
            ("merges_of_a_night_are_few", numbers["records_merged"], limits.max_merged_share),
            ("splits_of_a_night_are_few", numbers["records_split"], limits.max_split_share),
            ("moves_of_a_night_are_few", numbers["records_moved"], limits.max_moved_share),
        )
    ]


def _run(night: Night) -> dict[str, Any]:
    answer = night.con.execute("select * from warehouse.identity.run")
    names = [column[0] for column in answer.description]
    return dict(zip(names, answer.fetchall()[0], strict=True))


def _at_most(rule: str, count: int, allowed: int, what: str) -> Check:
    return found(rule, count <= allowed, f"{count:,} {what} (allowed: {allowed:,})")


def _same_customers(night: Night) -> Check:
    for where, name in FILES.items():
        night.con.execute(f"attach {quoted(night.candidate / name)} as {where} (read_only)")
    try:
        only_bi, only_restricted = night.con.execute(DIFFERENT).fetchall()[0]
    finally:
        for where in FILES:
            night.con.execute(f"detach {where}")
    return found(
        "both_files_hold_the_same_customers",
        not only_bi and not only_restricted,
        f"{only_bi:,} only in customer_360, {only_restricted:,} only in customer",
    )
