"""Packed files: which members are the delivery, and what is never unpacked."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile

import pytest

from dagster_project.landing import Book
from tests.landing.extracts import HEADER, Extracts
from tests.landing.shapes import agree, left_outside, lines, packed

ONE = f"{HEADER}\r\n1,珈琲,550,2024-04-01\r\n".encode()
TWO = f"{HEADER}\r\n2,マグ,1100,2024-04-02\r\n3,皿,30,2024-04-03\r\n"


def taken(extracts: Extracts, content: bytes, glob: str | None = "*item*") -> Book:
    agree(extracts, "csv", *([f'container, value: {{members: "{glob}"}}'] if glob else []))
    extracts.put("2026-03-27/export.zip", content)
    book = extracts.book()
    assert not left_outside(extracts)
    return book


def test_members_that_fit_are_one_delivery_and_the_others_are_told(extracts: Extracts) -> None:
    content = packed(
        {
            "out/": b"",
            "__MACOSX/._item_1.csv": b"x",
            "account.csv": b"a\r\n",
            "out/item_0.csv": b"",
            "out/item_10.csv": TWO.encode("cp932"),
            "out/item_2.csv": ONE,
        }
    )
    book = taken(extracts, content)
    assert (book.status, book.rows_in, book.rows_landed) == ("landed", 3, 3), book.reason
    assert book.encoding == "utf-8,cp932"
    assert book.members == {
        "out/": "a folder",
        "__MACOSX/._item_1.csv": "written by the operating system",
        "account.csv": "not asked for",
        "out/item_0.csv": "0 bytes",
        "out/item_10.csv": "read",
        "out/item_2.csv": "read",
    }
    assert extracts.items("item_id, item_name, source_row_number") == [
        ("1", "珈琲", 2),
        ("2", "マグ", 3),
        ("3", "皿", 4),
    ]


def test_rows_refused_in_any_member_keep_the_books_and_the_numbers_whole(
    extracts: Extracts,
) -> None:
    second = TWO + "短い\r\n\r\n4,x,高い,2024-04-04\r\n"
    book = taken(extracts, packed({"item_1.csv": ONE, "item_2.csv": second.encode()}))
    assert (book.rows_in, book.rows_landed, book.rows_quarantined) == (6, 3, 2)
    assert [row[0] for row in extracts.quarantined_rows()] == [5, 7]


def test_nested_packages_are_opened_down_to_the_files(extracts: Extracts) -> None:
    agree(extracts, "jsonl", 'container, value: {members: "*.json.gz"}', item_id="id")
    hours = [
        packed({f"7/hour_{hour}.json.gz": gzip.compress(lines([{"id": f"00{hour}"}]), mtime=0)})
        for hour in (9, 10)
    ]
    content = packed({"b/10.zip": hours[1], "a/9.zip": hours[0], "read.me": b"x"})
    extracts.put("2026-03-27/export.zip", content)
    book = extracts.book()
    assert book.rows_landed == 2, book.reason
    assert book.members == {
        "a/9.zip/7/hour_9.json.gz": "read",
        "b/10.zip/7/hour_10.json.gz": "read",
        "read.me": "not asked for",
    }
    assert extracts.items("item_id, source_row_number") == [("009", 1), ("0010", 2)]


@pytest.mark.parametrize("windows", [True, False], ids=["cp932", "utf-8"])
def test_japanese_member_names_are_read_as_they_were_written(
    extracts: Extracts, windows: bool
) -> None:
    name = "会員ソ.csv"
    content = packed({name: ONE, "別.csv": b"x"})
    if windows:
        # Two names of ASCII as long as the CP932 bytes take the place of the real ones.
        content = packed({"12345678.csv": ONE, "AB.csv": b"x"})
        content = content.replace(b"12345678", "会員ソ_".encode("cp932") + b"_")
        content = content.replace(b"AB", "別".encode("cp932"))
        name = "会員ソ__.csv"
    book = taken(extracts, content, glob="会員*")
    assert book.members == {name: "read", "別.csv": "not asked for"}
    assert book.rows_landed == 1


@pytest.mark.parametrize(
    ("content", "reason", "said"),
    [
        (packed({"a.csv": ONE}), "no member fits", "a.csv: not asked for"),
        (packed({"item.csv": b""}), "no member fits", "item.csv: 0 bytes"),
        (packed({"../item.csv": ONE}), "hostile member name", "`../item.csv`"),
        (packed({"/etc/item.csv": ONE}), "hostile member name", "`/etc/item.csv`"),
        (packed({"a\\..\\item.csv": ONE}), "hostile member name", "points out of the zip"),
        (packed({"C:/item.csv": ONE}), "hostile member name", "`C:/item.csv`"),
        (packed({"item_1.csv": ONE, "item_2.csv": b"x,y\r\n1,2\r\n"}), "missing", "`item_2.csv`"),
        (
            packed({"item_1.csv": ONE, "item_2.csv": "商品名,商品ID\r\nx,1\r\n".encode()}),
            "members differ",
            "another header in `item_2.csv`",
        ),
        (packed({"item_1.csv": ONE[:-2], "item_2.csv": ONE}), "cut in the last row", "item_1"),
        (packed({"item.csv": ONE})[:-30], "container broken", "export.zip"),
        (
            packed({"item.csv": ONE}).replace(b"\x14\x00\x00\x00", b"\x14\x00\x01\x00"),
            "encr",
            "pass",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_zip_that_is_not_the_delivery_is_refused(
    extracts: Extracts, content: bytes, reason: str, said: str
) -> None:
    book = taken(extracts, content)
    assert book.status == "quarantined"
    assert book.refused_for.startswith(reason), book.reason
    assert said in book.reason


def test_without_a_glob_a_zip_holds_exactly_one_file(extracts: Extracts) -> None:
    assert taken(extracts, packed({"a.csv": ONE, "b.csv": ONE}), glob=None).refused_for == (
        "not one file in the zip"
    )


def test_a_link_in_a_zip_is_refused(extracts: Extracts) -> None:
    link = zipfile.ZipInfo("item.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert taken(extracts, target.getvalue()).refused_for == "link in the zip"


@pytest.mark.parametrize("nested", [False, True])
def test_a_bomb_is_refused_however_deep_it_lies(
    extracts: Extracts, monkeypatch: pytest.MonkeyPatch, nested: bool
) -> None:
    monkeypatch.setattr("dagster_project.landing.allowance.SMALLEST_LIMIT", 1 << 20)
    bomb = packed({"item.csv": b"0" * (8 << 20)})
    if nested:
        bomb = packed({f"{number}.zip": bomb for number in range(3)})
    book = taken(extracts, bomb)
    assert book.refused_for == "unpacks to too much"
    assert not list((extracts.home / "landing").rglob("*.part"))


def test_zips_in_zips_end_somewhere(extracts: Extracts) -> None:
    content = ONE
    for _ in range(6):
        content = packed({"item.csv.zip" if content is not ONE else "item.csv": content})
    assert taken(extracts, content).refused_for == "packed too deeply"


def test_a_link_out_of_the_company_folder_is_not_read(extracts: Extracts) -> None:
    secret = extracts.root / "outside.csv"
    secret.write_bytes(ONE)
    link = extracts.company / "drops" / "item.csv"
    link.parent.mkdir(parents=True)
    link.symlink_to(secret)
    book = extracts.book()
    assert (book.status, book.refused_for) == ("quarantined", "link out of the folder")
    assert not list((extracts.home / "quarantine").rglob("*.bytes"))
    # Named in sources.yaml itself, the same file lands.
    extracts.entries = [f"{{name: shop, contract: sales/item@csv, path: '{secret}'}}"]
    assert extracts.book().status == "landed"


def test_a_link_within_the_company_folder_is_a_file(extracts: Extracts) -> None:
    file = extracts.put("2026-03-27/item.csv", ONE)
    (file.parent / "same.csv").symlink_to(file)
    assert [book.status for book in extracts.land().books] == ["landed", "duplicate"]
