"""Explanations as a person reads them in the terminal: Japanese first, English beside it."""

from __future__ import annotations

from typing import Any


def explanation_text(found: dict[str, Any]) -> str:
    """The text of whatever `explain` found."""
    if "cut" in found:
        return "\n".join(_cut(found))
    if "one_customer" in found:
        return "\n".join(_pair(found))
    return "\n".join(_customer(found))


def _customer(found: dict[str, Any]) -> list[str]:
    lines = [f"customer {found['customer_id']}: {len(found['records'])} records"]
    for record in found["records"]:
        gone = "（削除済み deleted）" if record["is_deleted"] else ""
        lines.append(f"  {_name(record)}{gone}")
        evidence = record["link_evidence"]
        weight = "" if record["link_weight"] is None else f" ({record['link_weight']:.3f})"
        lines.append(f"      {_both(record['in_words'])}{weight}")
        if evidence:
            lines.append(f"      {evidence}")
    if found["confirmed_by"]:
        lines.append(f"  裏付け / confirmed by {len(found['confirmed_by'])} more:")
        lines += [f"    {_arrow(step)}" for step in found["confirmed_by"]]
    lines += _refused(found["refused"])
    lines += [
        f"  formerly {old['old_customer_id']}: {_both(old['in_words'])} {old['valid_from_at']:%F}"
        for old in found["aliases"]
    ]
    return [*lines, f"  {_kpis(found['kpis'])}"]


def _pair(found: dict[str, Any]) -> list[str]:
    left, right = found["left"], found["right"]
    if found["one_customer"]:
        lines = [
            f"{_name(left)} と {_name(right)} は同一顧客 / are one customer, {left['customer_id']}:"
        ]
        lines += [f"  {_arrow(step)}" for step in found["path"]]
        if found["weakest"] is not None and len(found["path"]) > 1:
            lines.append(f"  最も弱い根拠 / the weakest link: {found['weakest']:.3f}")
        return lines
    lines = [
        f"{_name(left)} と {_name(right)} は別の顧客 / are two customers, "
        f"{left['customer_id']} and {right['customer_id']}"
    ]
    if found["refused"]:
        return lines + _refused(found["refused"])
    return [*lines, "  同一とする根拠がない / no evidence would join them"]


def _cut(found: dict[str, Any]) -> list[str]:
    one, two = (_name(each) for each in found["cut"])
    lines = [f"customer {found['customer_id']}: {one} と {two} を切り離すと / kept apart:"]
    if found["link"]:
        lines += [f"  切る根拠 / the link to cut: {_arrow(each)}" for each in found["link"]]
    if found["otherwise_joined_by"]:
        lines.append("  次の根拠も無効になる / overruled as well:")
        lines += [f"    {_arrow(each)}" for each in found["otherwise_joined_by"]]
    lines.append(f"  今 / now: {_kpis(found['now'])}")
    for number, side in enumerate(found["sides"], start=1):
        lines.append(f"  {number}: {_kpis(side['kpis'])}")
        lines += [f"       {_name(each)}" for each in side["records"]]
    if found["is_refused"]:
        return [
            *lines,
            "  会員コード（または一人に一つの ID）が同じため分割できない。連携元で直す / "
            "they carry one member code or exclusive id, so no rule may split them: correct the "
            "code at its source",
        ]
    pairs = found["rule"]["force_split"][0]["records"]
    spelled = ", ".join(f'["{system}", "{record}"]' for system, record in pairs)
    lines += [
        "  実行するには identity.yaml に / to do it, add to identity.yaml:",
        "    force_split:",
        f"      - {{records: [{spelled}], by: …, why: …, on: …}}",
    ]
    return lines


def _refused(rows: list[dict[str, Any]]) -> list[str]:
    lines = []
    for row in rows:
        left, right = (
            "/".join(str(row[f"{side}_{name}"]) for name in _KEY) for side in ("left", "right")
        )
        lines += [
            f"  統合しなかった / not joined: {left} ({row['left_customer_id']}), "
            f"{right} ({row['right_customer_id']})",
            f"      根拠 / for: {_both(row['evidence_in_words'])}",
            f"      理由 / against: {_both(row['reason_in_words'])}",
        ]
    return lines


_KEY = ("source_system", "source_object", "source_record_id")


def _name(record: dict[str, Any]) -> str:
    return " ".join(str(record[name]) for name in _KEY)


def _arrow(step: dict[str, Any]) -> str:
    return (
        f"{_name(step['from'])} — {_name(step['to'])}: {_both(step['in_words'])} "
        f"({step['weight']:.3f})"
    )


def _both(words: dict[str, str]) -> str:
    return f"{words['ja']} / {words['en']}"


def _kpis(kpis: dict[str, Any]) -> str:
    nps = "—" if kpis["last_nps_score"] is None else kpis["last_nps_score"]
    return (
        f"レコード records {kpis['records']}, 注文 orders {kpis['orders']}, "
        f"純売上 net {kpis['net_amount']:,}, NPS {nps}, 同意 consent "
        f"e-mail {kpis['marketing_consent_email']}, phone {kpis['marketing_consent_phone']}"
    )
