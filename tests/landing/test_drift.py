"""Columns come, go and change their names; nothing of it is silent."""

from __future__ import annotations

import json

from tests.landing.extracts import HEADER, SAMPLES, Extracts

MEMBER = """\
apiVersion: v3.1.0
kind: DataContract
id: sales-item-csv
version: "1.0.0"
status: active
schema:
  - name: item
    properties:
      - {name: member_id, physicalName: 会員ID, required: true, primaryKey: true}
      - {name: member_name, physicalName: 氏名}
      - name: email
        physicalName: メール
        customProperties:
          - {property: aliases, value: [メールアドレス]}
      - {name: phone, physicalName: 電話}
"""


def test_added_reordered_and_renamed_columns_find_their_place(extracts: Extracts) -> None:
    extracts.contract(text=MEMBER)
    for day, sample in (
        ("2026-03-27", "drift_day1.csv"),
        ("2026-03-28", "drift_day2_added_reordered_renamed.csv"),
    ):
        extracts.put(f"{day}/member.csv", (SAMPLES / sample).read_bytes())
    first, second = extracts.land().books
    assert first.drift == {"missing": ["phone"]}
    assert second.drift == {"missing": ["phone"], "new": ["ランク"]}
    assert extracts.items("member_id, member_name, email, extra") == [
        ("1", "髙橋", "a@example.jp", None),
        ("2", "山田", "b@example.jp", None),
        ("1", "髙橋", "a@example.jp", '{"ランク":"A"}'),
    ]


def test_a_resent_file_takes_the_place_of_the_first(extracts: Extracts) -> None:
    extracts.contract(text=MEMBER)
    extracts.put("member.csv", (SAMPLES / "drift_day1.csv").read_bytes())
    extracts.land()
    extracts.put("member.csv", (SAMPLES / "drift_day1_resent_corrected.csv").read_bytes())
    extracts.land()
    assert extracts.items("email") == [
        ("a2@example.jp",),
        ("b@example.jp",),
        ("c@example.jp",),
    ]


def test_headers_are_compared_without_width_case_blanks_and_legend(extracts: Extracts) -> None:
    extracts.put(
        "2026-03-27/item.csv",
        '  商品ＩＤ ,品名（短い、名）,"価格 (1:税込, 2:税抜)",販売日\r\n1,a,2,2024-04-01\r\n',
    )
    assert extracts.book().drift == {}
    assert extracts.items() == [("1", "a", "2", "2024-04-01")]


def test_the_exact_header_goes_before_the_one_with_a_legend(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item.csv", "商品ID(旧),商品ID\r\nold,new\r\n")
    assert extracts.book().drift["new"] == ["商品ID(旧)"]
    assert extracts.items("item_id, extra") == [("new", '{"商品ID(旧)":"old"}')]


def test_a_contract_that_changed_lands_its_files_again(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item.csv", extracts.rows("1,a,n/a,2024-04-01"))
    assert extracts.book().rows_quarantined == 1
    known = extracts.company / "contracts/sales/item@csv.yaml"
    known.write_text(
        known.read_text("utf-8").replace(
            "- {property: strict, value: true}", "- {property: null_tokens, value: [n/a]}"
        ),
        "utf-8",
    )
    assert extracts.book().rows_landed == 1
    assert extracts.items() == [("1", "a", None, "2024-04-01")]
    assert extracts.quarantined_rows() == []


def test_a_contract_that_no_longer_accepts_a_file_takes_it_out(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item.csv", "商品ID,商品名\r\n1,a\r\n")
    assert extracts.book().status == "landed"
    known = extracts.company / "contracts/sales/item@csv.yaml"
    known.write_text(
        known.read_text("utf-8").replace(
            "- {property: strict, value: true}", "- {property: column, value: required}"
        ),
        "utf-8",
    )
    assert extracts.book().refused_for == "missing required column"
    assert extracts.items() == []
    assert list((extracts.home / "landing").rglob("*.parquet")) == []
    (fresh := Extracts(extracts.root / "fresh")).contract(text=known.read_text("utf-8"))
    fresh.put("2026-03-27/item.csv", "商品ID,商品名\r\n1,a\r\n")
    fresh.land()
    assert fresh.tree() == extracts.tree()


def test_the_ledger_tells_what_changed_since_the_last_file(extracts: Extracts) -> None:
    extracts.contract(text=MEMBER)
    for day, header in (
        ("27", "会員ID,氏名,メール,電話"),
        ("28", "会員ID,氏名,メールアドレス,ランク"),
        ("29", "会員ID,氏名,メールアドレス,ランク"),
    ):
        extracts.put(f"2026-03-{day}/member.csv", f"{header}\r\n1,a,b,{day}\r\n")
        extracts.land()
    first, second, third = extracts.land().books
    assert (first.changed, third.changed) == ({}, {})
    assert second.changed == {
        "added": ["ランク"],
        "gone": ["電話"],
        "renamed": ["メール → メールアドレス"],
    }
    (told,) = [each for each in extracts.land().as_document()["books"] if each["changed"]]
    assert told["path"] == "drops/2026-03-28/member.csv" and "headers" not in told


def test_a_file_is_compared_with_those_of_its_own_entry_only(extracts: Extracts) -> None:
    extracts.contract(text=MEMBER)
    extracts.entries = [
        f"{{name: shop, contract: sales/item@csv, path: 'drops/*/{kind}.csv'}}"
        for kind in ("walk_in", "online")
    ]
    for day, more in (("27", ""), ("28", ""), ("29", ",ランク")):
        extracts.put(f"2026-03-{day}/walk_in.csv", f"会員ID,氏名,電話{more}\r\n1,a,{day}\r\n")
        extracts.put(f"2026-03-{day}/online.csv", f"会員ID,氏名,メール\r\n1,a,{day}\r\n")
    assert {book.path: book.changed for book in extracts.land().books if book.changed} == {
        "drops/2026-03-29/walk_in.csv": {"added": ["ランク"]}
    }


def test_a_column_under_an_unknown_name_is_reported_with_what_it_may_be(
    extracts: Extracts,
) -> None:
    extracts.contract(text=MEMBER)
    extracts.put("2026-03-27/member.csv", "会員ID,氏名,メール,電話番号,店\r\n1,a,b,03,渋谷\r\n")
    assert extracts.book().drift == {
        "likely": ["電話番号 ~ 電話 (phone)"],
        "missing": ["phone"],
        "new": ["店", "電話番号"],
    }
    assert extracts.items("extra") == [('{"電話番号":"03","店":"渋谷"}',)]


def test_a_column_that_the_vendor_is_known_to_send_is_no_news(extracts: Extracts) -> None:
    extracts.contract('unused, value: ["メモ*", 棚番]')
    header = f"{HEADER},メモ（社内）,棚 番,ﾒﾓ２,新列"
    extracts.put("2026-03-27/item.csv", f"{header}\r\n1,a,1,2024-04-01,い,ろ,は,に\r\n")
    assert extracts.book().drift == {"new": ["新列", "棚 番"]}
    ((extra,),) = extracts.items("extra")
    assert json.loads(extra) == {"メモ（社内）": "い", "棚 番": "ろ", "ﾒﾓ２": "は", "新列": "に"}
