"""What holds for any company whatever, found by trying to break it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.matching.company import Company, night

CELLS: dict[str, st.SearchStrategy[Any]] = {
    "family_name": st.sampled_from(["田中", "佐藤", "髙橋", "Tanaka", ""]),
    "given_name": st.sampled_from(["太郎", "花子", "Taro", "T.", ""]),
    "given_name_kana": st.sampled_from(["タロウ", "ハナコ"]),
    "email": st.sampled_from(["a@home.jp", "b@home.jp", "B@home.jp", "test@test.com"]),
    "mobile_phone": st.sampled_from(["090-1111-2233", "08022223333", "0000000000"]),
    "birth_on": st.sampled_from(["1951-11-30", "1984-02-07"]),
    "gender": st.sampled_from(["male", "female", "unknown"]),
    "member_code": st.sampled_from(["10000001", "10000002", "010000002"]),
    "address_line": st.sampled_from(["千代田区丸の内1-2-3", "千代田区丸の内一丁目2番3号"]),
    "is_deleted": st.booleans(),
    "merged_into_record_id": st.sampled_from(["r0", "r1"]),
}
RECORD = st.fixed_dictionaries({}, optional=CELLS)
SOURCES = st.sampled_from(["crm", "pos"])


@st.composite
def companies(draw: st.DrawFn) -> Company:
    company = Company()
    for number in range(draw(st.integers(2, 12))):
        company.party(draw(SOURCES), f"r{number}", **draw(RECORD))
    return company


@settings(max_examples=30, deadline=None)
@given(company=companies(), order=st.randoms(use_true_random=False))
def test_no_customer_holds_two_member_codes_and_every_join_is_explained(
    company: Company, order: Any
) -> None:
    found = night(company)
    codes: dict[str, set[str]] = {}
    for row in company.parties:
        if row["source_record_id"] in found.ids and row.get("member_code"):
            customer = found.ids[row["source_record_id"]]
            codes.setdefault(customer, set()).add(row["member_code"].lstrip("0"))
    assert all(len(held) == 1 for held in codes.values())

    links = found.rows(
        "select customer_id, count(*), count(link_evidence) from identity.customer_identity"
        " group by customer_id"
    )
    assert all(evidence == records - 1 for _, records, evidence in links)

    order.shuffle(company.parties)
    assert night(company).ids == found.ids
