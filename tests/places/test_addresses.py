"""An address in sources.yaml says where files lie and holds no secret, or its line is told."""

from __future__ import annotations

import pytest

from dagster_project.addresses import address_of
from dagster_project.documents import ConfigurationError
from dagster_project.landing.unreached import trouble_of
from tests.landing.extracts import GOODS, Extracts

SECRET = "hunter2"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (f"sftp://me:{SECRET}@host/a.csv", "found a user or password"),
        (f"s3://AKIA:{SECRET}@bucket/a.csv", "found a user or password"),
        (f"https://{SECRET}@host/a.csv", "credentials for https come from ~/.netrc"),
        (f"https://host/a.csv?X-Amz-Signature={SECRET}", "which may carry a key"),
        (f"https://host/a.csv#token={SECRET}", "which may carry a key"),
        ("http://files.example.com/a.csv", "which anybody on the way can read"),
        ("https://host/*/a.csv", "found a wildcard in a folder"),
        ("ftp://host/a.csv", "begins with `ftp://`; accepted: a path below"),
        ("s3:///a.csv", "no host or bucket"),
        ("s3://bucket", "a bucket without a path"),
        (f"sftp://me:{SECRET}@host@other/a.csv", "found a user or password"),
    ],
)
def test_a_bad_address_is_refused_with_its_line_and_without_its_secret(
    extracts: Extracts, path: str, reason: str
) -> None:
    extracts.entries.append(f"{{name: far, contract: {GOODS}, path: '{path}'}}")
    with pytest.raises(ConfigurationError) as told:
        _ = extracts.settings.sources
    assert reason in str(told.value)
    assert f"{extracts.company / 'sources.yaml'}:3: far: path:" in str(told.value)
    assert SECRET not in str(told.value)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("s3://bucket/a/*/b?.csv", "s3://bucket"),
        ("sftp://drop.example.jp/out/*.csv", "sftp://drop.example.jp"),
        ("sftp://me@host:2222/out/*.csv", "sftp://me@host:2222"),
        ("https://host:8443/a/item_*.csv", "https://host:8443"),
        ("http://127.0.0.1:8080/a.csv", "http://127.0.0.1:8080"),
        ("sftp://[::1]:22/a.csv", "sftp://[::1]:22"),
    ],
)
def test_a_good_address_names_its_place(path: str, place: str) -> None:
    address = address_of(path)
    assert address is not None and address.place == place
    assert path == address.place + address.pattern


@pytest.mark.parametrize("path", ["extracts/*.csv", "/mnt/drops/*.csv", "file:///mnt/*.csv"])
def test_a_path_of_this_machine_is_no_address(path: str) -> None:
    assert address_of(path) is None


def test_waiting_without_being_required_is_a_mistake(extracts: Extracts) -> None:
    extracts.entries = [f"{{name: shop, contract: {GOODS}, path: 'a.csv', wait_until: '05:00'}}"]
    with pytest.raises(ConfigurationError, match="`wait_until` without `required: true`"):
        _ = extracts.settings.sources


def test_what_a_library_says_of_an_error_is_not_passed_on() -> None:
    told = trouble_of(RuntimeError(f"GET https://host/a?sig={SECRET}"))
    assert told.what == "failed (RuntimeError)"
