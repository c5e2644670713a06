"""E-mail addresses: one spelling per mailbox, and what is no mailbox at all thrown out."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from dagster_project.matching.normalise.text import width

# Old Japanese carrier mail allowed `a..b.@docomo.ne.jp`, so dots may stand anywhere.
_SHAPE = re.compile(r"^[a-z0-9._%+\-/?=!#$&'*^`{|}~]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,}$")
_WRAPPING = re.compile(r"^.*<([^<>]+)>$")
_JUNK_LOCAL = re.compile(
    r"^(?:test\d*|tests|dummy\d*|sample\d*|none|null|nil|na|n/a|no|nomail|noemail|unknown|anonymous|"
    r"no-?reply|do-?not-?reply|guest|(.)\1{2,}|abc|abcd|xyz|asdf|qwerty|hoge\d*|fuga)$"
)
_JUNK_DOMAIN = re.compile(r"^(?:.*\.)?(?:invalid|localhost|test|dummy\.[a-z.]+|test\.[a-z.]+)$")
# Written for a function, not a person: many hands read it. (What stands before the @.)
ROLE = (
    r"^(?:info|admin|administrator|support|sales|contact|shop|store|office|customer|service|help|"
    r"webmaster|postmaster|mail|inquiry|orders?|reception|soumu|keiri|jinji|eigyo)[\d._-]*$"
)


def email(raw: str) -> str | None:
    """The mailbox an address names, or None for what is unreadable or an obvious filler."""
    text = width(raw).lower().replace(" ", "")
    if wrapped := _WRAPPING.match(text):
        text = wrapped[1]
    text = text.removeprefix("mailto:").strip("<>,;\"'").rstrip(".")
    if not _SHAPE.match(text):
        return None
    local, domain = text.rsplit("@", 1)
    if domain in ("gmail.com", "googlemail.com"):
        # Google delivers all of these to one mailbox; other providers do not promise it.
        local, domain = local.split("+", 1)[0].replace(".", ""), "gmail.com"
    if not local or _JUNK_LOCAL.match(local) or _JUNK_DOMAIN.match(domain):
        return None
    return f"{local}@{domain}"


def mailbox(address: str) -> str:
    """What stands before the @: the part a person keeps when the domain is mistyped."""
    return address.split("@", 1)[0]


@cache
def slips_of_domains() -> dict[str, str]:
    """Mistyped mail domain → the one that was probably meant."""
    with (Path(__file__).parent / "mail_domains.csv").open(encoding="utf-8", newline="") as lines:
        return {
            slip: row["domain"] for row in csv.DictReader(lines) for slip in row["slips"].split()
        }
