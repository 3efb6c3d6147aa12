"""What other systems found, as the viewer takes it."""

from __future__ import annotations

import json

from core.dicom.reference_mask import open_reference
from core.other_systems import open_report
from dashboard.components.viewer import others
from dashboard.components.viewer.others import others_data
from tests.core.annotation_files.made import box, ct, rtstruct
from tests.core.other_systems.made import of_segment, planar, report


def test_nothing_where_there_is_nothing():
    assert others_data(ct(), [], None, None) is None


def test_a_report_in_words_and_its_outline_in_the_patient():
    series = ct()
    found = others_data(series, [open_report(report(planar(), of_segment()), series)], None, None)
    assert json.loads(json.dumps(found)) == found
    (source,) = found["sources"]
    assert source["title"] == "Lesions by Ruler"
    assert source["about"].endswith("2024-02-03 · complete, preliminary, not verified")
    drawn, of_volume = source["groups"]
    assert (drawn["slice"], drawn["measured"]) == (2, ["Long axis 4.5 mm", "Area 9 mm²"])
    assert (of_volume["slice"], of_volume["where"]) == (None, "segment 2")
    (shape,) = found["shapes"]
    # Row 1.5 and column 2.5 of 0.5 x 0.75 mm, from (-10, -20); slice 2 at 10 mm.
    assert shape["points"][0] == [-8.12, -19.25, 10.0]
    assert (shape["slice"], shape["kind"], shape["group"]) == (2, "area", "0-0")


def test_outlines_come_by_their_address():
    series = ct()
    mask = open_reference(rtstruct({"Liver": [box((1, 6), (1, 10), 5.0)]}), series)
    found = others_data(series, [], mask, "/volumes/1")
    assert (found["mask"], found["shapes"]) == ("/volumes/1", [])
    assert found["sources"][0]["title"] == "rtstruct.dcm"


def test_a_report_with_too_many_points_says_so(monkeypatch):
    monkeypatch.setattr(others, "MOST_POINTS", 3)
    series = ct()
    found = others_data(series, [open_report(report(planar()), series)], None, None)
    assert found["shapes"] == []
    assert [note.code for note in found["sources"][0]["notes"]] == ["outlines_too_many"]
