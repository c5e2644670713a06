"""The seam for a probabilistic model: its pairs come last and obey every contradiction."""

import numpy as np
import pytest

from dagster_project.matching import Edges, IdentityRules, Registry, resolve
from dagster_project.matching.doors import Assumption, doors_of
from dagster_project.matching.evidence import SCORED
from dagster_project.matching.nights import Nights
from dagster_project.matching.records import Records
from tests.matching.company import NIGHT, Company


class FirstWithSecond:
    def assumption(self, records: Records) -> Assumption:
        return Assumption(True, "told", doors_of(records))

    def __call__(self, records: Records, nights: Nights, has_households: bool) -> Edges:
        pair = np.array([0], np.int64), np.array([1], np.int64)
        return Edges.of(SCORED, *pair, np.array([0.93]))


@pytest.mark.parametrize(
    ("codes", "links"),
    [((None, None), [("scored", 0.93)]), (("10000001", "10000002"), [])],
    ids=["joins", "is refused"],
)
def test_a_scored_pair(
    codes: tuple[str | None, str | None], links: list[tuple[str, float]]
) -> None:
    con = (
        Company()
        .party("crm", "a", name="田中 太郎", member_code=codes[0])
        .party("crm", "b", name="田中 太郎", member_code=codes[1])
        .warehouse()
    )
    resolve(
        con,
        rules=IdentityRules(),
        registry=Registry.empty(),
        valid_from=NIGHT,
        scorer=FirstWithSecond(),
    )
    found = con.execute(
        "select linked_by, link_weight from identity.customer_identity where link_weight > 0"
    ).fetchall()
    assert found == links
