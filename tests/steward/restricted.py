"""A restricted file made of what the matching wrote about a hand-written company."""

from __future__ import annotations

from pathlib import Path

from tests.matching.company import Night

_COPY = """
    create table out.customer_identity as select * from identity.customer_identity;
    create table out.customer_alias as select * from identity.customer_alias;
    create table out.identity_link as select * from identity.evidence_within;
    create table out.record_measure as
    select source_system, source_object, source_record_id, customer_id, 1 as order_count,
        100.00::decimal(18, 2) as net_amount, date '2026-03-01' as last_order_on,
        case when source_record_id = 'a' then 9 end as last_nps_score,
        null::timestamp as last_nps_at,
        case when source_record_id = 'b' then 'denied' else 'granted' end
            as marketing_consent_email,
        'unknown' as marketing_consent_phone
    from identity.customer_identity;
    create table out.identity_review as
    select
        row_number() over (order by left_source_record_id, right_source_record_id) as review_rank,
        * exclude (is_decided),
        '=cmd()' as left_name, null as left_kana, null as left_email, null as left_phone,
        null as left_address, null as left_birth_on, '山田, "太郎"' as right_name,
        null as right_kana, null as right_email, null as right_phone, null as right_address,
        null as right_birth_on, false as consent_differs, 200.00 as net_amount,
        2 as order_count, 2 as record_count
    from identity.refused_union where not is_decided;
"""


def customers_file(found: Night, folder: Path) -> Path:
    """customers.duckdb as the steward's commands read it."""
    file = folder / "customers.duckdb"
    found.con.execute(f"attach '{file}' as out")
    found.con.execute(_COPY)
    found.con.execute("detach out")
    return file
