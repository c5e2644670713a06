"""Whatever statements a customer's records carry: no consent outlives a refusal in force."""

from __future__ import annotations

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dbt import project

STRICTNESS = {"granted": 1, "withdrawn": 2, "denied": 3}
STATEMENTS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),  # the record that states it
        st.sampled_from(["explicit", "flag"]),
        st.sampled_from(["email", "phone", "all"]),
        st.sampled_from(sorted(STRICTNESS)),
        st.integers(1, 28),  # the day of March, each of which has one moment
    ),
    max_size=8,
)
CUSTOMER = {"a": "C1", "b": "C1", "c": "C2"}


@settings(max_examples=40, deadline=None)
@given(statements=STATEMENTS)
def test_the_strictest_statement_in_force_is_the_customer_s(
    statements: list[tuple[str, str, str, str, int]],
) -> None:
    assert by_sql(statements) == by_hand(statements)


def by_hand(statements: list[tuple[str, str, str, str, int]]) -> dict[str, dict[str, int]]:
    """Customer → way → strictness: of each record and means the latest, of these the strictest."""
    latest: dict[tuple[str, str, str], tuple[int, int]] = {}
    for record, basis, channel, status, day in statements:
        for way in ("email", "phone") if channel == "all" else (channel,):
            said = (day, STRICTNESS[status])
            latest[record, basis, way] = max(said, latest.get((record, basis, way), (0, 0)))
    found: dict[str, dict[str, int]] = {}
    for (record, _, way), (_, strictness) in latest.items():
        ways = found.setdefault(CUSTOMER[record], {})
        ways[way] = max(strictness, ways.get(way, 0))
    return found


def by_sql(statements: list[tuple[str, str, str, str, int]]) -> dict[str, dict[str, int]]:
    """The same by the SQL that a night runs."""
    con = duckdb.connect()
    con.execute("attach ':memory:' as warehouse")
    con.execute("use warehouse")
    for schema in ("canonical", "identity", "measure"):
        con.execute(f"create schema {schema}")
    con.execute("create table canonical.as_of as select date '2026-03-31' as as_of_on")
    con.execute(
        "create table canonical.consent_event (source_system text, source_object text,"
        " source_record_id text, party_key text, purpose text, channel text, status text,"
        " basis text, business_date date, occurred_at timestamp, is_deleted boolean)"
    )
    for number, (record, basis, channel, status, day) in enumerate(statements):
        con.execute(
            "insert into canonical.consent_event values"
            " ('s', 'o', ?, ?, 'marketing', ?, ?, ?, ?, ?, false)",
            [str(number), record, channel, status, basis, f"2026-03-{day:02d}",
             f"2026-03-{day:02d} 00:00:00"],
        )  # fmt: skip
    con.execute(
        "create table identity.party_customer as select 's' as source_system, * from"
        " (values ('a', 'C1'), ('b', 'C1'), ('c', 'C2')) as t(party_key, customer_id)"
    )
    for name in ("int_consents_of_records", "int_marketing_consents"):
        con.execute(f"create table measure.{name} as {project.models()[name]['compiled_code']}")
    rows = con.execute(
        "select customer_id, email_strictness, phone_strictness from measure.int_marketing_consents"
    ).fetchall()
    return {
        customer: {
            way: value
            for way, value in (("email", email), ("phone", phone))
            if value is not None
        }
        for customer, email, phone in rows
    }
