"""Does anything that BI sees tell who a customer is?"""

from __future__ import annotations

import re

import duckdb

from dagster_project.expectations.check import Check
from dagster_project.expectations.declared import found, several
from dagster_project.expectations.night import Night
from dagster_project.release.candidate import FILES
from dagster_project.release.literal import quoted

# A column so called is personal, whatever stands in it.
PERSONAL = re.compile(
    r"(^|_)(e_?mail|phone|mobile|tel|fax|full_name|family_name|given_name|first_name|last_name"
    r"|surname|kana|address|street|postal_code|zip|city|birth_?(on|date|day)?|dob|member_code"
    r"|ip_address|latitude|longitude|answer_text|comment|note|body|author|handle)($|_(line|norm|raw))"
)
# Marketing consent and engagement speak of a channel, not of an address.
CHANNELS = re.compile(r"^(marketing_consent_|email_engagement_)")

EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
# 090-1234-5678, 09012345678, +81 90 1234 5678; ten digits from an area code on: 03-1234-5678,
# 0466-12-3456. Not inside a longer number, a fraction or an identifier.
PHONE = (
    r"(^|[^0-9A-Za-z.-])((\+81[- ]?|0)[5789]0[- ]?[0-9]{4}[- ]?[0-9]{4}"
    r"|0[1-9]-[0-9]{4}-[0-9]{4}|0[1-9][0-9]-[0-9]{3}-[0-9]{4}|0[1-9][0-9]{2}-[0-9]{2}-[0-9]{4}"
    r"|0120-[0-9]{3}-[0-9]{3})($|[^0-9A-Za-z-])"
)
# Record numbers come in every shape, that of a telephone number too. Whether they are those of
# customers is asked by comparing them.
NUMBERS = "_id"
# One customer may be called like a shop; a column in which several are found is a column of names.
COINCIDENCES = 2
CHANCE = 0.001
NAMES = ("full_name", "email", "phone", "mobile_phone", "address_line")
FEW = 10_000
# Names of people who answer for a KPI are meant to be read.
STAFF = ("owner",)

# (table, column) → a query for its texts.
Texts = dict[tuple[str, str], str]


def personal_data_checks(night: Night) -> list[Check]:
    columns = "select table_name, column_name, data_type from duckdb_columns() where not internal"
    with duckdb.connect(str(night.candidate / FILES["bi"]), read_only=True) as con:
        every = sorted(con.execute(columns).fetchall())
        # That customer ids are nothing but pseudonyms is a rule of customer_360.
        texts = {
            (table, name): _values(con, table, name)
            for table, name, kind in every
            if kind == "VARCHAR" and name != "customer_id"
        }
        named = [f"{table}.{name}" for table, name, _ in every if _called_personal(name)]
        contacts = _contacts(con, texts)
        con.execute(
            f"attach {quoted(night.candidate / FILES['restricted'])} as restricted (read_only)"
        )
        names = _names(con, texts)
    return [
        found("bi_columns_are_not_personal", not named, several(named, f"{len(every)} columns")),
        found("bi_texts_hold_no_contact_details", not contacts, several(contacts, "none")),
        found("bi_texts_hold_no_customer_names", not names, several(names, "none")),
    ]


def _called_personal(name: str) -> bool:
    return bool(PERSONAL.search(name)) and not CHANNELS.search(name)


def _contacts(con: duckdb.DuckDBPyConnection, texts: Texts) -> list[str]:
    parts = []
    # What is cheap to see goes first: ten million record ids have no @ and are short.
    counts = (
        "count_if(contains(text, '@') and regexp_matches(text, ?)), "
        "count_if(strlen(text) > 9 and regexp_matches(text, ?))"
    )
    for (table, name), values in texts.items():
        query = f"select {counts} from ({values})"
        emails, phones = con.execute(query, [EMAIL, PHONE]).fetchall()[0]
        phones = 0 if name.endswith(NUMBERS) else phones
        for count, what in ((emails, "e-mail addresses"), (phones, "telephone numbers")):
            if count:
                parts.append(f"{table}.{name}: {count:,} values with {what}")
    return parts


def _names(con: duckdb.DuckDBPyConnection, texts: Texts) -> list[str]:
    """Columns in which values of the restricted file are found again, and how many."""
    described = con.execute("describe restricted.customer").fetchall()
    held = [name for name, kind, *_ in described if name in NAMES and kind == "VARCHAR"]
    if not held:
        return []
    secret = " union all ".join(
        f'select "{each}" as text from restricted.customer' for each in held
    )
    con.execute(f"create temp table secret as select text from ({secret}) where text is not null")
    parts = []
    for (table, name), values in texts.items():
        if name in STAFF:
            continue
        query = f"select count(distinct text) from ({values}) semi join secret using (text)"
        count = con.execute(query).fetchall()[0][0]
        if count > COINCIDENCES and name.endswith(NUMBERS):
            # Among a million record numbers some are bound to be somebody's telephone number.
            every = con.execute(f"select count(distinct text) from ({values})").fetchall()[0][0]
            count = count if count > CHANCE * every else 0
        if count > COINCIDENCES:
            parts.append(f"{table}.{name}: {count:,} different names or addresses of customers")
    return parts


def _values(con: duckdb.DuckDBPyConnection, table: str, name: str) -> str:
    """A query for the texts of a column: each once where many rows share few of them."""
    several = con.execute(f'select approx_count_distinct("{name}") from "{table}"').fetchall()[0][0]
    once = "distinct" if several < FEW else ""
    return f'select {once} "{name}" as text from "{table}"'
