"""Every file begins, quotes and ends as the vendor's own export does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from dagster_project.contracts import read_contract
from dagster_project.settings import SHIPPED_CONTRACTS
from tests.sample.reading import all_rows, delivered, latest

# The first bytes of real exports, line end included.
HEADERS = {
    "salesforce_contact": (
        b'"Id","IsDeleted","MasterRecordId","AccountId","LastName","FirstName","LastNameKana__c",'
        b'"FirstNameKana__c","Salutation","Title","MailingStreet","MailingCity","MailingState",'
        b'"MailingPostalCode","MailingCountry","Phone","MobilePhone","HomePhone","Email","Birthdate",'
        b'"LeadSource","Department","HasOptedOutOfEmail","DoNotCall","IndividualId","MemberCode__c",'
        b'"CreatedDate","LastModifiedDate","SystemModstamp"\n'
    ),
    "salesforce_account": (
        b'"Id","IsDeleted","MasterRecordId","Name","Industry","NumberOfEmployees","AnnualRevenue",'
        b'"BillingPostalCode","BillingState","BillingCity","BillingStreet","Phone","Website",'
        b'"CreatedDate","LastModifiedDate","SystemModstamp"\n'
    ),
    "salesforce_opportunity": (
        b'"Id","IsDeleted","AccountId","ContactId","Name","StageName","Amount","CloseDate","IsClosed",'
        b'"IsWon","Type","LeadSource","CampaignId","CreatedDate","LastModifiedDate","SystemModstamp"\n'
    ),
    "marketo_lead": (
        b"id,email,firstName,lastName,firstNameKana,lastNameKana,phone,mobilePhone,company,"
        b"postalCode,state,city,address,dateOfBirth,unsubscribed,unsubscribedReason,emailInvalid,"
        b"leadScore,leadStatus,leadSource,createdAt,updatedAt\n"
    ),
    "marketo_activity": (
        b'"marketoGUID","leadId","activityDate","activityTypeId","campaignId",'
        b'"primaryAttributeValueId","primaryAttributeValue","attributes"\n'
    ),
    "smaregi_kaiin": (
        "\ufeff会員ID,会員コード,姓,名,フリガナ(姓),フリガナ(名),携帯電話番号,電話番号,メールアドレス,"
        '"性別(0:不明,  1:男,  2:女)",生年月日,郵便番号,住所,ポイント,ポイント期限,最終来店日時,'
        '入会日,退会日,"案内メール受取許可フラグ(0:拒否, 1:許可)",備考,'
        '"会員状態区分 (0:利用可, 1:利用停止, 2:紛失, 3:退会, 4:名寄せ)",所属店舗\r\n'
    ).encode(),
    "smaregi_torihiki_meisai": (
        "\ufeff取引ID,取引日時,取引区分,取消区分,単価値引き前小計,単価値引き小計,小計,小計値引き,"
        "小計割引率,ポイント値引き,合計,内消費税,内現金支払金額,内クレジット支払金額,数量合計,"
        "返品数量合計,付与ポイント,使用ポイント,現在ポイント,合計ポイント,店舗ID,会員ID,会員コード,"
        "端末取引ID,年齢層,客層ID,販売員ID,販売員名,打消取引ID,"
        "打消区分(0：通常、1：打消元レコード、2：打消レコード),レシート番号,支払方法ID1,取引明細ID,"
        "取引明細区分 （1：通常、2：返品、3：部門売り）,商品ID,商品コード,品番,商品名,商品単価,"
        "販売単価,単品値引,単品割引,数量,値引き前計,単価値引き計,値引き後計,内税按分,部門ID,部門名\r\n"
    ).encode(),
    "zendesk_tickets": b"Summation column,Id,Requester,Requester id,Requester external id,",
    "qualtrics_SV": (
        "\ufeffStartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,"
        "RecordedDate,ResponseId,RecipientLastName,RecipientFirstName,RecipientEmail,"
        "ExternalReference,LocationLatitude,LocationLongitude,DistributionChannel,UserLanguage,"
    ).encode(),
}
CONTRACTS = {
    "salesforce_contact": "salesforce/contact@bulk2",
    "salesforce_account": "salesforce/account@bulk2",
    "salesforce_opportunity": "salesforce/opportunity@bulk2",
    "marketo_lead": "marketo/lead@bulk",
    "marketo_activity": "marketo/activity@bulk",
    "smaregi_kaiin": "smaregi/member@csv",
    "smaregi_torihiki_meisai": "smaregi/transaction_line@csv",
    "zendesk_tickets": "zendesk/ticket@legacy_csv",
}


@pytest.mark.parametrize("prefix", HEADERS)
def test_every_file_begins_with_the_vendors_header(company: Path, prefix: str) -> None:
    files = delivered(company, prefix)
    assert files
    for file in files:
        assert file.read_bytes().startswith(HEADERS[prefix]), file.name


@pytest.mark.parametrize("prefix", CONTRACTS)
def test_the_header_names_every_column_of_the_contract(company: Path, prefix: str) -> None:
    contract = read_contract(CONTRACTS[prefix], (SHIPPED_CONTRACTS,))
    header = {re.split(r"\s*[(（]\d", name)[0] for name in all_rows(company, prefix)[0]}
    wanted = {each.header for each in contract.columns if each.header}
    assert wanted <= header


@pytest.mark.parametrize("prefix", HEADERS)
def test_lines_end_as_the_vendor_ends_them(company: Path, prefix: str) -> None:
    for file in delivered(company, prefix):
        content = file.read_bytes()
        assert content.endswith(b"\r\n" if prefix.startswith("smaregi") else b"\n")
        if prefix == "smaregi_torihiki_meisai":
            assert content.count(b"\n") == content.count(b"\r\n")


def test_salesforce_quotes_every_cell_and_tells_ids_apart_by_their_suffix(company: Path) -> None:
    quoted = rb'(?:"(?:[^"]|"")*"(?:,(?=")|\n))+'
    for file in delivered(company, "salesforce_contact"):
        assert re.fullmatch(quoted, file.read_bytes())
    ids = list(latest(company, "salesforce_contact", "Id"))
    assert all(re.fullmatch(r"003[0-9A-Za-z]{15}", each) for each in ids)
    assert len({each[:15].lower() for each in ids}) < len({each[:15] for each in ids})
    assert len({each.lower() for each in ids}) == len(ids)


def test_a_salesforce_id_ends_in_its_checksum() -> None:
    import numpy as np

    from dagster_project.sample.vendors.salesforce import ids

    for whole in ids("0035g00000", np.arange(2_000)).to_pylist():
        suffix = ""
        for start in (0, 5, 10):
            bits = sum(
                1 << i for i, letter in enumerate(whole[start : start + 5]) if letter.isupper()
            )
            suffix += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits]
        assert whole[15:] == suffix


def test_marketo_writes_null_for_nothing_and_json_for_attributes(company: Path) -> None:
    leads = all_rows(company, "marketo_lead")
    assert not any(value == "" for row in leads for value in row.values())
    assert any(row["lastName"] == "null" for row in leads)
    activities = all_rows(company, "marketo_activity")
    kinds = {row["activityTypeId"] for row in activities}
    assert kinds == {"6", "7", "8", "9", "10", "11"}
    bots = [json.loads(row["attributes"]).get("Is Bot Activity") for row in activities]
    assert True in bots and False in bots
    guids = [row["marketoGUID"] for row in activities]
    assert len(set(guids)) < len(guids), "no activity was sent twice"


def test_a_nul_and_a_cr_stand_in_some_activity(company: Path) -> None:
    assert any(b"\x00\r" in file.read_bytes() for file in delivered(company, "marketo_activity"))


def test_qualtrics_has_three_header_rows_with_keys_and_time_zone(company: Path) -> None:
    for file in delivered(company, "qualtrics"):
        records = all_rows(company, file.name.rsplit("_", 1)[0], headers=1)
        keys = [json.loads(value) for value in records[1].values()]
        assert keys[0] == {"ImportId": "startDate", "timeZone": "Asia/Tokyo"}
        assert sum("timeZone" in key for key in keys) == 3
        assert any(
            "\n" in text and "満足" in text or "薦め" in text for text in records[0].values()
        )
        assert any('"' in text for text in records[0].values())


def test_answers_stay_within_their_scales(company: Path) -> None:
    scales = {"Q1": (0, 10), **{f"Q1_{i}": (1, 5) for i in (1, 2, 3, 4)}}
    for row in all_rows(company, "qualtrics", headers=3):
        scale = scales | {"Q2": (1, 5) if "wave" in row else (1, 7)}
        for tag, (low, high) in scale.items():
            if row.get(tag, "") not in ("", "-99"):
                assert low <= int(row[tag]) <= high
        if row.get("Q1"):
            score = int(row["Q1"])
            assert row["Q1_NPS_GROUP"] == ("3" if score > 8 else "2" if score > 6 else "1")
