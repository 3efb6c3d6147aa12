"""Reports of another system, read for the CT that they are about."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from highdicom import sr
from pydicom import Dataset

from core.dicom import MemoryFile
from core.errors import InputError
from core.other_systems import Measured, Segment, open_report
from core.other_systems.rows import group_line, report_lines, report_row
from tests.coded import raises
from tests.core.annotation_files.made import ct
from tests.core.other_systems.made import (
    LONG_AXIS,
    MM,
    concept,
    of_segment,
    planar,
    region,
    report,
)


def read(*groups, **changes):
    return open_report(report(*groups, **changes), ct())


def test_who_made_it_when_and_how_final_it_is():
    found = read(planar())
    assert found.maker.text == (
        "Example Imaging Ruler 2.1, algorithm LesionNet 3.1, with a person as observer"
    )
    assert (found.date, found.status) == (date(2024, 2, 3), "complete, preliminary, not verified")
    assert (found.title, found.series_description) == (
        "Imaging Measurement Report",
        "Lesions by Ruler",
    )
    assert found.notes == ()
    # The reader's name stays in the file.
    assert "Rosa" not in str(report_row(found)) + "".join(report_lines(found))


def test_a_planar_group_with_its_square():
    (group,) = read(planar()).groups
    assert (group.tracking_id, group.tracking_uid) == ("T1", "1.2.9.2")
    assert (group.finding, group.site, group.slice) == ("Metastasis", "Liver", 2)
    assert [one.text for one in group.measurements] == ["Long axis 4.5 mm", "Area 9 mm²"]
    assert group.measurements[0] == Measured("Long axis", 4.5, "mm", ("103339001", "SCT"))
    assert group.judged == (("Quantity", "Small"),)
    (shape,) = group.shapes
    # The outer corner of the first pixel is (0, 0) in the file; its centre is (0, 0) here.
    assert (shape.slice, shape.kind) == (2, "area")
    assert shape.points.tolist() == [[1.5, 2.5], [1.5, 8.5], [5.5, 8.5], [5.5, 2.5]]
    sides_mm = np.ptp(shape.points, axis=0) * (0.5, 0.75)
    assert sides_mm.prod() == 9.0
    assert group_line(group) == "Metastasis (T1), Liver, slice 2: Long axis 4.5 mm; Area 9 mm²"


def test_lines_and_ellipses():
    groups = [
        planar("POLYLINE", [(3.0, 2.0), (9.0, 2.0)], 0, "line"),
        planar("CIRCLE", [(5.5, 4.5), (7.5, 4.5)], 2, "circle"),
        planar("ELLIPSE", [(2.5, 4.5), (8.5, 4.5), (5.5, 2.5), (5.5, 6.5)], 3, "ellipse"),
    ]
    line, circle, ellipse = (one.shapes[0] for one in read(*groups).groups)
    assert (line.kind, line.points.tolist()) == ("line", [[1.5, 2.5], [1.5, 8.5]])
    assert circle.kind == ellipse.kind == "area"
    assert np.allclose(np.hypot(*(circle.points - (4.0, 5.0)).T), 2.0)
    assert ellipse.points.min(axis=0) == pytest.approx([2.0, 2.0])
    assert ellipse.points.max(axis=0) == pytest.approx([6.0, 8.0])


def test_what_a_segment_measures_is_listed_without_an_outline():
    (group,) = read(of_segment()).groups
    assert (group.segment, group.shapes, group.slice) == (Segment("1.2.9.8", 2), (), None)
    assert group_line(group) == "Metastasis (V1), segment 2: Volume 1.25 cm³"


def test_a_group_of_images_without_any_region():
    group = sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier("1.2.9.5", "M1"),
        measurements=[sr.Measurement(LONG_AXIS, 12.0, MM)],
    )
    (found,) = read(group).groups
    assert (found.title, found.slice, found.n_not_drawn) == ("M1", None, 0)


def in_space(points, frame="1.2.3.3"):
    return sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier("1.2.9.6", "S1"),
        referenced_region=sr.ImageRegion3D("POLYGON", np.array(points), frame),
        measurements=[sr.Measurement(LONG_AXIS, 4.5, MM)],
    )


#: Rows 2..6 (0.5 mm from -20), columns 3..9 (0.75 mm from -10).
TRIANGLE = [(-7.75, -19.0), (-3.25, -19.0), (-3.25, -17.0), (-7.75, -19.0)]


def test_an_outline_in_space_goes_to_its_slice():
    (group,) = read(in_space([(x, y, 11.0) for x, y in TRIANGLE])).groups
    (shape,) = group.shapes
    assert (shape.slice, shape.kind) == (2, "area")
    assert shape.points[:3].tolist() == [[2.0, 3.0], [2.0, 9.0], [6.0, 9.0]]


def test_an_outline_that_lies_across_the_slices_is_not_drawn():
    steep = [(x, y, z) for (x, y), z in zip(TRIANGLE, (5.0, 10.0, 15.0, 5.0), strict=True)]
    found = read(planar(), in_space(steep))
    assert [one.n_not_drawn for one in found.groups] == [0, 1]
    assert [note.code for note in found.notes] == ["outlines_not_drawn"]


def test_groups_about_other_images_are_left_out():
    def elsewhere(made):
        (measurements,) = [one for one in made.ContentSequence if one.ValueType == "CONTAINER"]
        for item in measurements.ContentSequence[1].ContentSequence:
            if item.ValueType == "SCOORD":
                image = item.ContentSequence[0].ReferencedSOPSequence[0]
                image.ReferencedSOPInstanceUID = "1.2.77"

    found = read(planar(), planar(tracked="T2", index=3), change=elsewhere)
    assert [one.tracking_id for one in found.groups] == ["T1"]
    assert [note.code for note in found.notes] == ["groups_left_out"]


@pytest.mark.parametrize(
    ("groups", "changes", "code"),
    [
        ([of_segment("1.2.77")], {}, "other_images"),
        ([planar()], {"PatientID": "ANOTHER"}, "other_patient"),
        ([in_space([(*one, 10.0) for one in TRIANGLE], "1.2.88")], {}, "other_frame"),
    ],
)
def test_what_is_about_something_else_is_refused(groups, changes, code):
    with raises(InputError, code, "sr.dcm"):
        open_report(report(*groups, **changes), ct())


def test_a_report_on_another_study_is_refused():
    file = report(planar())
    other = ct(StudyInstanceUID="1.2.55", SeriesInstanceUID="1.2.56", SOPInstanceUID="1.2.57")
    with raises(InputError, "other_study", "sr.dcm"):
        open_report(file, other)


def test_a_later_study_may_report_on_this_ct():
    def later(made):
        made.StudyInstanceUID = "1.2.55"

    found = read(planar(), change=later)
    assert [note.code for note in found.notes] == ["made_in_another_study"]


def test_values_that_are_missing_stay_so():
    def emptied(made):
        for item in made.ContentSequence[-1].ContentSequence[0].ContentSequence:
            if item.ValueType == "NUM":
                item.MeasuredValueSequence = []

    (group,) = read(planar(), change=emptied).groups
    assert {one.text for one in group.measurements} == {"Long axis no value", "Area no value"}


def test_a_unit_of_another_scheme_keeps_its_words():
    measured = [sr.Measurement(LONG_AXIS, 3.0, concept("99", "pixels", "99X"))]
    (group,) = read(planar(measured=measured)).groups
    assert group.measurements[0].text == "Long axis 3 pixels"


def without_groups(made):
    made.ContentSequence[-1].ContentSequence = []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (without_groups, "no_measurement_groups"),
        (
            lambda made: setattr(made, "SOPClassUID", "1.2.840.10008.5.1.4.1.1.88.11"),
            "not_a_report",
        ),
        (lambda made: nested(made, 60), "report_too_large"),
    ],
)
def test_what_is_no_report_of_measurements_is_refused(change, code):
    with raises(InputError, code, "sr.dcm"):
        open_report(report(planar(), change=change), ct())


def nested(made, depth):
    item = made.ContentSequence[-1]
    for _ in range(depth):
        child = Dataset()
        child.ValueType = "CONTAINER"
        item.ContentSequence = [child]
        item = child


@pytest.mark.parametrize("cut", [50, 900])
def test_a_file_that_was_cut_off_is_named(cut):
    whole = report(planar()).data
    with pytest.raises(InputError) as caught:
        open_report(MemoryFile("sr.dcm", whole[:-cut]), ct())
    assert "sr.dcm" in str(caught.value)


def test_a_ct_that_is_no_dicom_can_not_be_told():
    from dataclasses import replace

    with raises(InputError, "ct_is_not_dicom"):
        open_report(report(planar()), replace(ct(), instances=()))


def test_the_region_of_a_measurement_alone_is_drawn_too():
    """OHIF and others hang the line below the number, not below the group."""
    line = region("POLYLINE", [(3.0, 2.0), (9.0, 2.0)], 1)

    def below(made):
        group = made.ContentSequence[-1].ContentSequence[0]
        kept = [one for one in group.ContentSequence if one.ValueType != "SCOORD"]
        number = next(one for one in kept if one.ValueType == "NUM")
        line.RelationshipType = "INFERRED FROM"
        number.ContentSequence = [line]
        group.ContentSequence = kept

    (group,) = read(planar(), change=below).groups
    assert [(shape.slice, shape.kind) for shape in group.shapes] == [(1, "line")]
