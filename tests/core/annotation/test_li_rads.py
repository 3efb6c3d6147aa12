"""The diagnostic table of CT/MRI LI-RADS v2018, cell by cell."""

from __future__ import annotations

from itertools import combinations

import pytest

from core.annotation.li_rads import FEATURES, category

ADDITIONAL = ("washout", "capsule", "growth")


def ticked(aphe: str, size: str, *present: str) -> dict[str, str]:
    others = {name: "yes" if name in present else "no" for name in ADDITIONAL}
    return {"aphe": aphe, "size": size, **others}


#: (APHE, size) -> category with none, one, two or three additional features; of 10 to 19 mm with
#: APHE, one feature is a cell of its own.
TABLE = {
    ("no", "below-10"): ("LR-3", "LR-3", "LR-4", "LR-4"),
    ("no", "10-19"): ("LR-3", "LR-3", "LR-4", "LR-4"),
    ("no", "20"): ("LR-3", "LR-4", "LR-4", "LR-4"),
    ("yes", "below-10"): ("LR-3", "LR-4", "LR-4", "LR-4"),
    ("yes", "10-19"): ("LR-3", None, "LR-5", "LR-5"),
    ("yes", "20"): ("LR-4", "LR-5", "LR-5", "LR-5"),
}


@pytest.mark.parametrize(("where", "row"), TABLE.items())
def test_the_cells_of_the_table(where, row):
    for count, wanted in enumerate(row):
        for present in combinations(ADDITIONAL, count):
            if wanted is not None:
                assert category(ticked(*where, *present)) == wanted


@pytest.mark.parametrize(
    ("feature", "wanted"), [("washout", "LR-5"), ("growth", "LR-5"), ("capsule", "LR-4")]
)
def test_from_10_to_19_mm_one_feature_decides_by_which_it_is(feature, wanted):
    assert category(ticked("yes", "10-19", feature)) == wanted


@pytest.mark.parametrize("missing", FEATURES)
def test_what_was_not_ticked_gives_no_category(missing):
    form = ticked("yes", "20", "washout")
    assert category(form) == "LR-5"
    assert category({**form, missing: "perhaps"}) == ""
    del form[missing]
    assert category(form) == ""
