"""dbt's parse is paid for once an installation, not once a home or a night."""

from __future__ import annotations

import json

import pytest

from tests.end_to_end.nights import Night


@pytest.mark.parametrize("phase", ["entities", "marts"])
def test_a_night_in_a_new_home_parses_nothing(sample_night: Night, phase: str) -> None:
    log = sample_night.home / "logs" / "dbt" / phase / "dbt.log"
    names = {json.loads(line)["info"]["name"] for line in log.read_text("utf-8").splitlines()}
    assert "PartialParsingSkipParsing" in names
