"""Each cell of docs/conditions.md: what is met has the outcome, the codes and the slices that are
right."""

from __future__ import annotations

import pytest

from tools.conditions import pydicom_files
from tools.conditions.condition import OUTCOMES, READ, REFUSED
from tools.conditions.tables import GROUPS, pydicom_table, table

ALL = [(group, one) for group, conditions in GROUPS.items() for one in conditions]


@pytest.mark.parametrize(
    "condition", [one for _, one in ALL], ids=[f"{group}: {one.what}" for group, one in ALL]
)
def test_what_is_met_has_the_right_outcome(condition):
    met = condition.met()
    assert (met.outcome, met.codes, met.slices) == (
        condition.outcome,
        condition.codes,
        condition.slices,
    )


def test_each_condition_is_listed_once_and_each_outcome_occurs():
    named = [(group, one.what) for group, one in ALL]
    assert len(set(named)) == len(named)
    assert {one.outcome for _, one in ALL} == set(OUTCOMES)
    assert all((one.codes == ()) == (one.outcome == READ) for _, one in ALL)
    assert all((one.slices == ()) == (one.outcome == REFUSED) for _, one in ALL)


def test_every_file_of_pydicom_opens_or_is_refused_with_a_code():
    assert len(pydicom_files.met()) > 50
    for name, met in pydicom_files.met().items():
        assert met.outcome == READ or all(met.codes), name


def test_no_cell_breaks_its_table():
    for made in (pydicom_table(), table(one for _, one in ALL)):
        rows = made.replace("\\|", "").splitlines()
        assert len({row.count("|") for row in rows}) == 1
