"""Which accounts of the sources are one organisation: by web domain, or by name and place."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterator

import duckdb
import pyarrow as pa

# Anybody's web domain: a free page or a mail provider says nothing about the company.
_COMMON_DOMAINS = frozenset(
    {
        *("gmail.com", "yahoo.co.jp", "yahoo.com", "outlook.com", "outlook.jp", "hotmail.com"),
        *("icloud.com", "docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp", "nifty.com"),
        *("facebook.com", "instagram.com", "ameblo.jp", "note.com", "wixsite.com", "peraichi.com"),
    }
)
_LEGAL_FORM = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|公益社団法人|公益財団法人"
    r"|医療法人|学校法人|社会福祉法人|特定非営利活動法人|\((?:株|有|同|資|名|社|財|医|学|福)\)"
    r"|\b(?:incorporated|inc|corporation|corp|company|co|limited|ltd|llc|llp|plc|gmbh|ag|sa|kk|k\.k)"
    r"\b\.?"
)
_NOT_A_WORD = re.compile(r"[\W_]+")
# More names than this on one domain: a mall, a group, a provider.
_MOST_NAMES = 3
_ACCOUNTS = """
    select source_system, source_object, source_record_id, account_name, domain, postal_code
    from canonical.account
    where not is_deleted
    order by business_date nulls last, source_system, source_object, source_record_id
"""
ORGANISATION = pa.schema(
    [("source_system", pa.string()), ("source_object", pa.string()),
     ("source_record_id", pa.string()), ("organisation_id", pa.string()),
     ("linked_by", pa.string())]
)  # fmt: skip


def company_name(raw: str | None) -> str | None:
    """A company's name without its legal form, width, case and punctuation: ㈱ツムギ → ツムギ."""
    text = unicodedata.normalize("NFKC", raw or "").lower()
    return _NOT_A_WORD.sub("", _LEGAL_FORM.sub(" ", text)) or None


def resolve_organisations(con: duckdb.DuckDBPyConnection) -> int:
    """Writes identity.account_organisation; returns how many organisations there are.

    Accounts stand in the order in which they were opened, and the first one of an organisation
    names it, so that a later account changes no id.
    """
    rows = con.execute(_ACCOUNTS).fetchall()
    names = [company_name(row[3]) for row in rows]
    first: dict[tuple[str, Hashable], int] = {}
    root = list(range(len(rows)))
    linked_by = ["first_account"] * len(rows)

    def find(row: int) -> int:
        while root[row] != row:
            row = root[row]
        return row

    for row, kind, key in _keys(rows, names):
        one, two = sorted((find(first.setdefault((kind, key), row)), find(row)))
        if one != two:
            root[two] = one
            linked_by[two] = kind
    table = [
        dict(zip(ORGANISATION.names, (*row[:3], _organisation_id(rows[find(number)]), how),
                 strict=True))
        for number, (row, how) in enumerate(zip(rows, linked_by, strict=True))
    ]  # fmt: skip
    found = pa.Table.from_pylist(table, ORGANISATION)
    con.execute("create schema if not exists identity")
    con.register("fresh_rows", found)
    con.execute("create or replace table identity.account_organisation as from fresh_rows")
    con.unregister("fresh_rows")
    return len({each["organisation_id"] for each in table})


def _keys(
    rows: list[tuple[str | None, ...]], names: list[str | None]
) -> Iterator[tuple[int, str, Hashable]]:
    """(account, kind of evidence, key), the surest kind first.

    A name alone joins nobody: it needs the postal code, or a domain, beside it.
    """
    on_domain: defaultdict[str, set[str | None]] = defaultdict(set)
    for row, name in zip(rows, names, strict=True):
        if row[4]:
            on_domain[row[4]].add(name)
    for number, row in enumerate(rows):
        domain = row[4]
        if domain and domain not in _COMMON_DOMAINS and len(on_domain[domain]) <= _MOST_NAMES:
            yield number, "domain", domain
    for number, row in enumerate(rows):
        if names[number] and row[4]:
            yield number, "name_domain", (names[number], row[4])
    for number, row in enumerate(rows):
        digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", row[5] or ""))
        if names[number] and digits:
            yield number, "name_postal_code", (names[number], digits)


def _organisation_id(account: tuple[str | None, ...]) -> str:
    key = "|".join(str(part) for part in account[:3])
    return "O" + hashlib.sha256(key.encode()).hexdigest()[:16]
