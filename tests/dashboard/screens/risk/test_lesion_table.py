from dataclasses import replace

from core.vocabulary import LESION
from core.vocabulary.signal import HU, all_lesion_columns
from dashboard.screens.risk.lesion_table import table
from tests.core.vocabulary.made_lesion import LESION_MADE as MADE


def row(lesion) -> dict:
    return table([lesion]).data.iloc[0].to_dict()


def written(lesion) -> str:
    return table([lesion]).to_string(delimiter="|")


def test_every_field_of_a_lesion_has_its_place():
    shown = {key for column in all_lesion_columns(HU) for key in column.keys}
    assert shown == {one.key for one in LESION}
    assert list(row(MADE)) == [column.heading for column in all_lesion_columns(HU)]


def test_numbers_sort_by_size_and_read_as_everywhere_else():
    small = replace(MADE, volume_ml=0.04, touches_edge=True)
    found = row(small)
    assert (found["#"], found["Volume, mL"], found["Longest, mm"]) == (1, 0.04, 31.44)
    assert (found["Slices"], found["Cut"]) == ("4–9", "yes")
    assert found["Descriptors"] == "sharp, ≤ 20 HU"
    assert "|0.04|31.4|20.0|62|14|4–9|0.88|0.20|" in written(small)


def test_what_was_not_measured_is_a_dash():
    assert "|–|" in written(replace(MADE, margin_hu_per_mm=None))
