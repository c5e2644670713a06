"""A file lands the same way from a folder, S3, SFTP and https; servers are real ones."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from tests.landing.extracts import Extracts
from tests.places.drops import BUCKET, Drop
from tests.places.servers import SftpServer, WebServer

FIRST = "2026-03-27/item_20260326.csv"
SECOND = "2026-03-28/item_20260327.csv"


@pytest.fixture
def folder_drop(extracts: Extracts, tmp_path: Path) -> Drop:
    return Drop(extracts, f"file://{tmp_path / 'elsewhere'}", tmp_path / "elsewhere")


@pytest.fixture
def s3_drop(
    extracts: Extracts, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Drop:
    import s3fs

    for name, value in request.getfixturevalue("s3_server").environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    system = s3fs.S3FileSystem(anon=False, skip_instance_cache=True, use_listings_cache=False)
    if not system.exists(BUCKET):
        system.mkdir(BUCKET)
    return Drop(extracts, f"s3://{BUCKET}/{uuid.uuid4().hex[:8]}", s3=system)


@pytest.fixture
def sftp_drop(extracts: Extracts, sftp: SftpServer) -> Drop:
    return Drop(extracts, sftp.url, sftp.drops)


def state_the_way_of_a_file(drop: Drop) -> None:
    extracts = drop.extracts
    drop.put(FIRST, extracts.rows("1,a,1,2024-04-01"))
    drop.follow("*/item_*.csv")
    ledger, fetched = drop.land()
    (book,) = ledger.books
    path = drop.url.removeprefix("file://")
    assert (book.status, book.path) == ("landed", f"{path}/{FIRST}")
    assert book.delivered_on == "2026-03-27"
    assert extracts.items("item_id, item_name") == [("1", "a")]

    ledger, fetched = drop.land()
    assert [book.status for book in ledger.books] == ["already_landed"]
    assert fetched == []

    drop.put(SECOND, extracts.rows("2,b,1,2024-04-01"))
    drop.put(FIRST, extracts.rows("1,corrected,1,2024-04-01"))
    ledger, fetched = drop.land()
    assert [book.status for book in ledger.books] == ["landed", "landed"]
    if "://" in path:
        assert sorted(fetched) == ["item_20260326.csv", "item_20260327.csv"]
    assert extracts.items("item_id, item_name") == [("1", "corrected"), ("2", "b")]
    assert not (extracts.home / "landing" / ".work").exists()


def state_that_notes_are_believed(drop: Drop) -> None:
    extracts = drop.extracts
    extracts.contract("integrity, value: {done_marker: true}")
    drop.follow("*.csv")
    drop.put("item.csv", extracts.rows("1,a,1,2024-04-01"))
    (book,) = drop.land()[0].books
    assert book.status == "waiting" and "item.csv.done is not there yet" in book.reason
    drop.put("item.csv.done", "")
    drop.put("item.csv.rows", "2")
    (book,) = drop.land()[0].books
    assert (book.status, book.refused_for) == ("quarantined", "row count differs")


def test_a_file_in_a_folder_goes_its_way(folder_drop: Drop) -> None:
    state_the_way_of_a_file(folder_drop)


def test_a_file_on_s3_goes_its_way(s3_drop: Drop) -> None:
    state_the_way_of_a_file(s3_drop)
    state_that_notes_are_believed(s3_drop)


def test_a_file_on_sftp_goes_its_way(sftp_drop: Drop) -> None:
    state_the_way_of_a_file(sftp_drop)


def test_notes_beside_a_file_on_sftp_are_believed(sftp_drop: Drop) -> None:
    state_that_notes_are_believed(sftp_drop)


def refused(drop: Drop, *said: str, required: bool = True) -> str:
    """The reason for which a source is not there; what landed before stays landed."""
    drop.follow("*.csv", f"required: {'true' if required else 'false'}")
    ledger, _ = drop.land()
    (missing,) = ledger.missing_required if required else ledger.unreachable
    assert ledger.books == ()
    for words in said:
        assert words in missing.reason
    assert len(ledger.missing_required) + len(ledger.unreachable) == 1
    return missing.reason


def test_s3_says_which_key_or_bucket_is_wrong(
    s3_drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = s3_drop.extracts.rows("1,a,1,2024-04-01")
    s3_drop.put("item.csv", rows)
    s3_drop.follow("*.csv")
    assert [book.status for book in s3_drop.land()[0].books] == ["landed"]
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-the-right-secret")
    reason = refused(s3_drop, "refused the credentials (SignatureDoesNotMatch)", "AWS_PROFILE")
    assert "secret" not in reason
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    refused(s3_drop, "needs credentials and none were found")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "else")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    refused(s3_drop, "refused the connection, 3 times", required=False)
    assert s3_drop.extracts.items("item_id") == [("1",)]


def test_a_bucket_that_is_not_there_is_not_an_empty_one(s3_drop: Drop) -> None:
    s3_drop.url = "s3://no-such-bucket/a"
    assert refused(s3_drop, "has no such bucket").startswith("s3://no-such-bucket")


def test_an_unknown_host_key_is_refused(sftp: SftpServer, sftp_drop: Drop) -> None:
    known = sftp.home / ".ssh" / "known_hosts"
    known.write_text("")
    refused(sftp_drop, "showed a host key that ~/.ssh/known_hosts does not have")
    (sftp.home / ".ssh" / "config").write_text("Host *\n  UserKnownHostsFile none\n")
    refused(sftp_drop, "UserKnownHostsFile none")


def test_a_key_that_the_server_does_not_know_is_refused(sftp: SftpServer, sftp_drop: Drop) -> None:
    key = sftp.home / ".ssh" / "id_ed25519"
    key.rename(key.with_name("put_away"))
    try:
        refused(sftp_drop, "refused the login")
    finally:
        key.with_name("put_away").rename(key)


def test_a_folder_that_is_not_there_is_not_an_empty_one(folder_drop: Drop, sftp_drop: Drop) -> None:
    refused(folder_drop, "is not there; look whether its disk is mounted")
    sftp_drop.url += "/nowhere"
    refused(sftp_drop, "has no such folder or file")


@pytest.fixture
def web_drop(extracts: Extracts, web: WebServer) -> Drop:
    return Drop(extracts, web.url, web.drops)


def test_a_file_on_https_goes_its_way(web_drop: Drop, web: WebServer) -> None:
    rows = web_drop.extracts.rows("1,a,1,2024-04-01")
    web_drop.put("2026-03-27/売上 1.csv", rows)
    web_drop.put("2026-03-27/other.txt", rows)
    web_drop.follow("2026-03-27/売上*.csv")
    (book,) = web_drop.land()[0].books
    assert (book.status, book.path) == ("landed", f"{web.url}/2026-03-27/売上 1.csv")
    assert [book.status for book in web_drop.land()[0].books] == ["already_landed"]
    assert sum(path.endswith(".csv") for path in web.fetched()) == 1
    web_drop.follow("2026-03-27/not_yet.csv")
    ledger, _ = web_drop.land()
    assert (ledger.books, ledger.unreachable) == ((), ())


def test_https_takes_its_credentials_from_netrc(
    web_drop: Drop, web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.wanted = "reader:swordfish"
    web_drop.put("item.csv", web_drop.extracts.rows("1,a,1,2024-04-01"))
    refused(web_drop, "refused to answer (401)", "~/.netrc")
    web_drop.follow("item.csv")
    assert "(401)" in web_drop.land()[0].unreachable[0].reason
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login reader password swordfish\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    assert [book.status for book in web_drop.land()[0].books] == ["landed"]


def test_https_is_not_left_on_the_way_and_its_signature_not_told(
    web_drop: Drop, web: WebServer
) -> None:
    web.moved["/item.csv"] = "http://files.invalid/item.csv?X-Amz-Signature=abc"
    web_drop.follow("item.csv")
    (told,) = web_drop.land()[0].unreachable
    assert "sends us on to an address without TLS" in told.reason
    assert "Signature" not in told.reason


def test_a_certificate_that_nobody_vouches_for_is_refused(
    web_drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    refused(web_drop, "has a certificate that is not trusted")


def test_a_server_that_stumbles_is_asked_again(web_drop: Drop, web: WebServer) -> None:
    web_drop.put("item.csv", web_drop.extracts.rows("1,a,1,2024-04-01"))
    web.failing[:] = [503, 503]
    web_drop.follow("*.csv")
    assert [book.status for book in web_drop.land()[0].books] == ["landed"]
