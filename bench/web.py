"""A web site and an app for a generated company: what its visitors did, as one Parquet extract.

    python -m bench.web COMPANY --events 2000000

A third of the sessions are those of a member who has logged in; half of the sessions have an id
from their source, the others are told apart by 30 minutes of silence. Also writes the journey.yaml
that onboarding, features and activity are counted by.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

EVENTS_A_SESSION = 5
JOURNEY = """\
onboarding:
  - {step: registered, events: [sign_up]}
  - {step: logged_in, events: [login]}
  - {step: used, events: [search]}
features:
  search: [search]
  wishlist: [add_to_wishlist]
"""
SOURCE = """\
  - name: web
    contract: generic/digital_event
    path: extracts/*/digital_event_*.parquet
"""
MEMBERS = "extracts/*/smaregi_kaiin_*.csv"
# A session's own draws come of its number, an event's of its number in the session.
EVENTS = """
copy (
    with members as (
        select row_number() over (order by code) - 1 as member_number, code
        from (select distinct "会員コード" as code from members_csv) as codes
    ),
    sessions as (
        select
            number as session_number,
            hash(number, {seed}) % (select count(*) from members) as visitor_number,
            hash(number, {seed} + 1) % 100 as chance,
            timestamp '2024-04-01 00:00:00'
            + (hash(number, {seed} + 2) % (729 * 86400)) * interval 1 second as began_at
        from range({events} // {per_session}) as numbers(number)
    ),
    steps as (
        select
            sessions.*,
            step,
            hash(session_number, step, {seed} + 3) % 100 as draw
        from sessions, range({per_session}) as steps(step)
    )
    select
        'w' || (session_number * {per_session} + step) as source_record_id,
        'v' || visitor_number as visitor_id,
        case when chance < 33 then members.code end as user_id,
        case when chance % 2 = 0 then 's' || session_number end as session_id,
        case
            when draw < 60 then 'page_view'
            when draw < 72 then 'view_item'
            when draw < 80 then 'search'
            when draw < 86 then 'add_to_cart'
            when draw < 92 then 'login'
            when draw < 95 then 'add_to_wishlist'
            when draw < 98 then 'purchase'
            else 'sign_up'
        end as event_name,
        if(chance < 70, 'web', 'product') as event_category,
        '/p/' || (draw % 40) as page_url,
        (draw * 700)::varchar as engagement_ms,
        list_extract(
            ['organic', 'email', 'cpc', 'social', 'referral'], cast(1 + chance % 5 as bigint)
        ) as traffic_medium,
        if(chance % 5 = 1, 'c' || chance % 7, null) as campaign_name,
        strftime(began_at + step * interval 90 second, '%Y-%m-%d %H:%M:%S') as occurred_at
    from steps
    join members on steps.visitor_number = members.member_number
) to '{target}' (format parquet)
"""


def write_web(company: Path, events: int, seed: int) -> Path:
    """Adds the extract to the company's latest drop; returns the file."""
    files = sorted(company.glob(MEMBERS))
    target = files[-1].parent / f"digital_event_{files[-1].parent.name}.parquet"
    with duckdb.connect() as con:
        con.read_csv(str(files[-1]), all_varchar=True).create_view("members_csv")
        con.execute(
            EVENTS.format(seed=seed, events=events, per_session=EVENTS_A_SESSION, target=target)
        )
    sources = company / "sources.yaml"
    sources.write_text(sources.read_text("utf-8") + SOURCE, "utf-8")
    (company / "journey.yaml").write_text(JOURNEY, "utf-8")
    return target


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("company", type=Path)
    parser.add_argument("--events", type=int, required=True)
    parser.add_argument("--seed", type=int, default=361)
    args = parser.parse_args()
    file = write_web(args.company, args.events, args.seed)
    print(f"{args.events:,} events, {file.stat().st_size / 1e6:,.0f} MB: {file}")


if __name__ == "__main__":
    main()
