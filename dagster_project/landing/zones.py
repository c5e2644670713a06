"""Time zones by the names under which exports show them."""

from __future__ import annotations

from functools import cache

import duckdb

# Names for people, as web shops and tills list them; each is one clock, with its summer time.
DISPLAYED = {
    "Hawaii": "Pacific/Honolulu",
    "Alaska": "America/Anchorage",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Arizona": "America/Phoenix",
    "Mountain Time (US & Canada)": "America/Denver",
    "Central Time (US & Canada)": "America/Chicago",
    "Eastern Time (US & Canada)": "America/New_York",
    "Atlantic Time (Canada)": "America/Halifax",
    "Mexico City": "America/Mexico_City",
    "Brasilia": "America/Sao_Paulo",
    "Dublin": "Europe/Dublin",
    "London": "Europe/London",
    "Lisbon": "Europe/Lisbon",
    "Madrid": "Europe/Madrid",
    "Paris": "Europe/Paris",
    "Berlin": "Europe/Berlin",
    "Amsterdam": "Europe/Amsterdam",
    "Rome": "Europe/Rome",
    "New Delhi": "Asia/Kolkata",
    "Bangkok": "Asia/Bangkok",
    "Jakarta": "Asia/Jakarta",
    "Beijing": "Asia/Shanghai",
    "Hong Kong": "Asia/Hong_Kong",
    "Singapore": "Asia/Singapore",
    "Taipei": "Asia/Taipei",
    "Perth": "Australia/Perth",
    "Osaka": "Asia/Tokyo",
    "Sapporo": "Asia/Tokyo",
    "Tokyo": "Asia/Tokyo",
    "Osaka, Sapporo, Tokyo": "Asia/Tokyo",
    "Seoul": "Asia/Seoul",
    "Brisbane": "Australia/Brisbane",
    "Sydney": "Australia/Sydney",
    "Melbourne": "Australia/Melbourne",
    "Auckland": "Pacific/Auckland",
    "UTC": "Etc/UTC",
    "GMT": "Etc/UTC",
    "JST": "Asia/Tokyo",
}


@cache
def zones_by_name() -> dict[str, str]:
    """IANA names and the displayed ones → the IANA name, of zones that DuckDB knows."""
    known = duckdb.connect().execute(
        "select name from pg_timezone_names() where contains(name, '/') order by name"
    )
    return {str(zone): str(zone) for (zone,) in known.fetchall()} | DISPLAYED
