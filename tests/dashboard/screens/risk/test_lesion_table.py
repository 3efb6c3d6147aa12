from dataclasses import replace

from dashboard.screens.risk.lesion_table import lesion_row, sizes
from tests.dashboard.tiny_case import tiny_analysis


def test_a_row_holds_every_measurement():
    (lesion,) = tiny_analysis().lesions
    lesion = replace(
        lesion,
        margin_hu_per_mm=None,
        edge_distance_mm=12.5,
        descriptors=("sharp", "homogeneous", "<= 20 HU"),
        touches_edge=True,
    )
    row = lesion_row(lesion)
    assert row["#"] == 1
    assert row["Slices"] == "4–5"
    assert row["Margin HU/mm"] is None
    assert row["To edge mm"] == 12.5
    assert row["Descriptors"] == (
        "sharp, homogeneous, ≤ 20 HU, cut by the edge: sizes are lower bounds"
    )


def test_a_lesion_on_one_slice_is_no_range():
    (lesion,) = tiny_analysis().lesions
    assert lesion_row(replace(lesion, slice_last=lesion.slice_first))["Slices"] == "4"


def test_liver_and_burden_in_words():
    # 3.24 of 90 mL
    assert sizes(tiny_analysis()) == "liver 90 mL, burden 3.6 %"
