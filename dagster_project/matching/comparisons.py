"""What the model compares, level by level: the surest first, the last one disagreement.

SQL of DuckDB, because Splink runs it there. A comparison that one record says nothing about is null
and weighs nothing.
"""

from __future__ import annotations

from typing import Any

Level = tuple[str, str]  # (label, condition)


def settings(prior: float) -> dict[str, Any]:
    """An untrained Splink model; `prior`: the chance that two records at random are one person."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": prior,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "em_convergence": 0.001,
        "max_iterations": 20,
        "blocking_rules_to_generate_predictions": [{"blocking_rule": "l.email = r.email"}],
        "comparisons": [
            _comparison("given", _name("given", "family"), frequency="given"),
            _comparison("family", _name("family", "given"), frequency="family"),
            _comparison("email", _EMAIL),
            _comparison("phone", _PHONE),
            _comparison("birth", _BIRTH),
            _comparison("address", _ADDRESS),
        ],
    }


def _comparison(name: str, levels: list[Level], frequency: str | None = None) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        {"sql_condition": condition, "label_for_charts": label} for label, condition in levels
    ]
    rows[0]["is_null_level"] = True
    if frequency:
        # A rare name that agrees says more than a frequent one.
        rows[1] |= {
            "tf_adjustment_column": frequency,
            "tf_minimum_u_value": 0.00001,
            "disable_tf_exact_match_detection": True,
        }
    return {"output_column_name": name, "comparison_levels": rows}


def _name(half: str, other: str) -> list[Level]:
    written, read = f"{half}_written", f"{half}_read"
    return [
        (
            "not comparable",
            f"({written}_l is null or {written}_r is null)"
            f" and ({read}_l is null or {read}_r is null)",
        ),
        ("same", f"list_has_any({half}_forms_l, {half}_forms_r)"),
        ("swapped", f"{half}_l = {other}_r or {half}_r = {other}_l"),
        ("a slip", _like(read, 0.9)),
        ("alike", _like(read, 0.75)),
        ("different", "ELSE"),
    ]


def _like(column: str, least: float) -> str:
    return f"jaro_winkler_similarity({column}_l, {column}_r) >= {least}"


def _slips(column: str, most: int) -> str:
    return f"damerau_levenshtein({column}_l, {column}_r) <= {most}"


_EMAIL: list[Level] = [
    ("unknown", "email_l is null or email_r is null"),
    ("same", "email_l = email_r"),
    ("same mailbox elsewhere", "mailbox_l = mailbox_r and length(mailbox_l) >= 6"),
    # Another number behind one name is another person's mailbox more often than a slip.
    (
        "a slip",
        "length(mailbox_l) >= 6 and regexp_replace(mailbox_l, '[^0-9]', '', 'g')"
        f" = regexp_replace(mailbox_r, '[^0-9]', '', 'g') and {_slips('mailbox', 1)}",
    ),
    ("different", "ELSE"),
]
_PHONE: list[Level] = [
    ("unknown", "phone_l is null or phone_r is null"),
    (
        "same",
        "phone_l = phone_r or phone_l = other_phone_r or other_phone_l = phone_r",
    ),
    ("a slip", _slips("phone", 1)),
    ("different", "ELSE"),
]
_BIRTH: list[Level] = [
    ("unknown", "birth_l is null or birth_r is null"),
    ("same", "birth_l = birth_r"),
    (
        "a slip",
        f"{_slips('birth', 1)} or (left(birth_l, 4) = left(birth_r, 4)"
        " and substr(birth_l, 5, 2) = right(birth_r, 2)"
        " and substr(birth_r, 5, 2) = right(birth_l, 2))",
    ),
    ("two slips", _slips("birth", 2)),
    ("different", "ELSE"),
]
_ADDRESS: list[Level] = [
    (
        "unknown",
        "(street_l is null or street_r is null) and (postal_l is null or postal_r is null)"
        " and (city_l is null or city_r is null)",
    ),
    ("same house", "address_l = address_r or (postal_l = postal_r and block_l = block_r)"),
    (
        "a slip",
        # Lines of one town are alike whatever the block, so the block itself has to fit.
        f"coalesce(block_l = block_r, true) and {_like('street', 0.85)}"
        " and (coalesce(postal_l = postal_r, false) or coalesce("
        f"{_slips('postal', 1)}, false) or coalesce({_like('city', 0.85)}, false)"
        " or (postal_l is null and city_l is null) or (postal_r is null and city_r is null))",
    ),
    ("same street", f"{_like('street', 0.9)}"),
    ("same place", f"postal_l = postal_r and coalesce({_like('city', 0.85)}, true)"),
    ("near", f"postal_l = postal_r or {_like('city', 0.9)}"),
    ("different", "ELSE"),
]
