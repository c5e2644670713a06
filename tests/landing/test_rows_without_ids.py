"""A form's rows have no id: what they say must make one, and the same one the next time."""

from __future__ import annotations

from tests.landing.extracts import Extracts
from tests.landing.layouts import agree, column

HEADER = "タイムスタンプ,メールアドレス,満足度\r\n"


def form(extracts: Extracts) -> None:
    agree(
        extracts,
        column(
            "answer_id", "回答ID", primaryKey=True, record_key=["form_id", "answered_at", "email"]
        ),
        column("answered_at", "タイムスタンプ", logicalType="timestamp", required=True),
        column("email", "メールアドレス"),
        column("score", "満足度"),
        column("form_id", derived=[{"source": "name"}]),
    )


def ids(extracts: Extracts) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, score in extracts.items("answer_id, score"):
        found.setdefault(score, set()).add(key)
    return found


def test_a_row_sent_again_lower_down_keeps_its_id(extracts: Extracts) -> None:
    form(extracts)
    first = "2024/04/01 10:00:00,Hana@example.jp,5\r\n2024/04/01 10:00:00,,3\r\n"
    extracts.put("2024-04-01/form.csv", HEADER + first)
    again = "2024/3/31 9:00:00,,1\r\n2024-04-01 10:00:00,hana@example.jp,5\r\n"
    extracts.put("2024-04-02/forms.csv", HEADER + again + "2024/04/01 10:00:00,,3\r\n")
    extracts.land()
    found = ids(extracts)
    assert {score: len(keys) for score, keys in found.items()} == {"5": 1, "3": 1, "1": 1}
    assert len(set.union(*found.values())) == 3


def test_two_rows_that_say_the_same_are_two(extracts: Extracts) -> None:
    form(extracts)
    twins = "2024/04/01 10:00:00,,5\r\n" * 2
    extracts.put("2024-04-01/form.csv", HEADER + twins)
    extracts.land()
    assert len(ids(extracts)["5"]) == 2


def test_an_id_that_the_file_has_is_kept(extracts: Extracts) -> None:
    form(extracts)
    extracts.put(
        "2024-04-01/form.csv",
        "回答ID,タイムスタンプ,メールアドレス,満足度\r\nA-1,2024/04/01 10:00:00,,5\r\n"
        ",2024/04/01 10:00:00,,4\r\n",
    )
    extracts.land()
    found = ids(extracts)
    assert found["5"] == {"A-1"}
    assert len(found["4"].pop()) == 64
