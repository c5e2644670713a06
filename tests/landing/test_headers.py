"""Headers of one to three rows, below banners, with labels that stand twice."""

from __future__ import annotations

from dagster_project.landing.withholding import NOTHING_KEPT
from tests.landing.extracts import Extracts
from tests.landing.layouts import agree, column

MONKEY = (
    "\ufeffRespondent ID,Email Address,また利用しますか？,良かった点,,,ひとこと\r\n"
    ",,Response,接客,品揃え,その他,Open-Ended Response\r\n"
    "70001,a@example.jp,9,接客,,,良い\r\n"
    "70002,,10 - とても思う,,品揃え,値段,\r\n"
)


def test_a_question_over_two_rows_names_each_of_its_choices(extracts: Extracts) -> None:
    agree(
        extracts,
        column("respondent_id", "Respondent ID", required=True, primaryKey=True),
        column("again", "また利用しますか？ Response"),
        column("liked_range", "良かった点 品揃え", column="required"),
        column("liked_other", "良かった点 その他"),
        header={"rows": 2, "combine": "join"},
    )
    extracts.put("2026-03-27/answers.csv", MONKEY)
    book = extracts.book()
    assert (book.rows_in, book.rows_landed) == (2, 2)
    assert book.drift["new"] == ["Email Address", "ひとこと Open-Ended Response", "良かった点 接客"]
    assert extracts.items("respondent_id, again, liked_range, liked_other, source_row_number") == [
        ("70001", "9", None, None, 3),
        ("70002", "10 - とても思う", "品揃え", "値段", 4),
    ]


def test_an_empty_column_takes_no_question_from_its_left(extracts: Extracts) -> None:
    agree(extracts, column("a", "Q1 x"), header={"rows": 2, "combine": "join"})
    extracts.put("2026-03-27/item.csv", "Q1,,\r\nx,,\r\n1,2,3\r\n")
    assert extracts.book().drift["new"] == ["column 2", "column 3"]


def test_the_first_of_two_rows_can_be_the_one_that_names(extracts: Extracts) -> None:
    agree(
        extracts,
        column("item_id", "商品ID"),
        column("price", "価格"),
        header={"rows": 2, "combine": "first"},
    )
    extracts.put("2026-03-27/item.csv", "商品ID,価格\r\n必須,税込\r\n00012,800\r\n")
    assert extracts.book().drift == {}
    assert extracts.items("item_id, price") == [("00012", "800")]


BANNERED = (
    '"週次まとめ ""ブランド"" 言及, (2026-03-01 - 2026-03-27)"\r\n'
    "\r\n"
    'Author,Text,Permalink,"Reach (SUM)"\r\n'
    '@a,"ほめる\n二行",https://x.invalid/1,"1,234"\r\n'
    "@b,けなす,https://x.invalid/2,56\r\n"
    'Total,,,"1,290"\r\n'
)


def bannered(extracts: Extracts) -> None:
    agree(
        extracts,
        column("author", "Author"),
        column("url", "permalink", column="required"),
        column("reach", "Reach", logicalType="integer"),
        header={"rows": 1, "scan_for": ["Permalink", "reach (sum)"]},
        row_filters=[{"name": "total", "where": "author = 'Total' and url is null"}],
    )


def test_a_header_is_found_below_its_banner_by_its_labels(extracts: Extracts) -> None:
    bannered(extracts)
    extracts.put("2026-03-27/mentions.csv", BANNERED)
    book = extracts.book()
    assert (book.rows_in, book.rows_landed, book.not_data_reasons) == (3, 2, {"total": 1})
    assert extracts.items("author, reach, source_row_number") == [
        ("@a", "1234", 4),
        ("@b", "56", 5),
    ]


def test_without_its_labels_a_file_has_no_header(extracts: Extracts) -> None:
    bannered(extracts)
    extracts.put("2026-03-27/mentions.csv", BANNERED.replace("Permalink", "Link"))
    book = extracts.book()
    assert book.refused_for == "no header"
    assert "found no record with `Permalink, reach (sum)` in the first 50" in book.reason


def test_a_repeated_question_is_numbered_where_the_contract_says_so(extracts: Extracts) -> None:
    text = "タイムスタンプ,満足度,ご意見,満足度,満足度\r\n2026/03/27 9:05:03,5,良い,３,4\r\n"
    extracts.put("2026-03-27/forms.csv", text)
    columns = (column("first", "満足度"), column("second", "満足度#2"))
    agree(extracts, *columns, header={"rows": 1})
    assert extracts.book().refused_for == "duplicate header"
    agree(extracts, *columns, header={"rows": 1, "duplicates": "number"})
    assert extracts.book().drift["new"] == ["ご意見", "タイムスタンプ", "満足度#3"]
    assert extracts.items("first, second") == [("5", "３")]


def test_lines_above_the_header_are_skipped_by_their_shape(extracts: Extracts) -> None:
    agree(extracts, column("item_id", "商品ID"), skip_lines=["^#", "^出力日"])
    extracts.put(
        "2026-03-27/item.csv", "# 店舗別\r\n出力日,2026/03/27\r\n商品ID,価格\r\n# 1,800\r\n"
    )
    assert extracts.book().rows_landed == 1
    assert extracts.items("item_id, source_row_number") == [("# 1", 4)]


def test_what_the_contract_withholds_is_stored_nowhere(extracts: Extracts) -> None:
    agree(extracts, column("item_id", "ID"), withheld=["PAN Suffix", "Token"])
    extracts.put("2026-03-27/item.csv", "ID,Note,pan suffix,Token\r\n1,x,4242,tok\r\n")
    assert extracts.book().drift == {"new": ["Note"]}
    assert extracts.items("item_id, extra") == [("1", '{"Note":"x"}')]


def test_what_the_contract_withholds_is_not_kept_of_a_refused_row(extracts: Extracts) -> None:
    agree(
        extracts,
        column("item_id", "ID", required=True),
        column("price", "Price", logicalType="number", strict=True),
        withheld=["Token"],
    )
    extracts.put(
        "2026-03-27/item.csv",
        'ID,Price,Token\r\n1,x,"se,cret"\r\n2,y,\r\n3,secret\r\n4,1,a"secret\r\n,"1,0",secret\r\n',
    )
    assert extracts.book().rows_quarantined == 5
    assert [row[:2] for row in extracts.quarantined_rows()] == [
        (2, "1,x,(withheld)"),
        (3, "2,y,"),
        (4, NOTHING_KEPT),
        (5, "4,1,(withheld)"),
        (6, ',"1,0",(withheld)'),
    ]


def test_a_broken_record_is_not_kept_where_something_is_withheld(extracts: Extracts) -> None:
    agree(extracts, column("item_id", "ID"), withheld=["Token"])
    file = extracts.company / "contracts/sales/item@csv.yaml"
    file.write_text(
        file.read_text().replace("- name: item\n", "- name: item\n  physicalType: jsonl\n")
    )
    extracts.put(
        "2026-03-27/item.csv", '{"ID": "1", "Token": "a"}\n{"ID": "2", "Token": "secret"\n'
    )
    assert extracts.book().rows_landed == 1
    assert [row[:2] for row in extracts.quarantined_rows()] == [(2, NOTHING_KEPT)]
