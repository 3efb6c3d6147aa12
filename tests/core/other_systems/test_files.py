"""Files with results: which kind each is, and which series it is about."""

from __future__ import annotations

import pytest

from core.dicom import OnlyResultsError, discover
from core.dicom.items import MemoryItem
from core.errors import InputError
from core.other_systems.files import kind_of, results_in, series_named
from tests.coded import raises
from tests.core.annotation_files.made import box, ct, ct_files, rtstruct
from tests.core.other_systems.made import planar, report

LIVER = {"Liver": [box((1, 6), (1, 10), 5.0)]}


def test_each_kind_is_told_by_its_header():
    files = [report(planar()), rtstruct(LIVER), ct_files()[0]]
    assert [kind_of(MemoryItem(one)) for one in files] == ["report", "outlines", None]


def test_results_beside_a_ct_are_found_and_not_set_aside():
    found = discover([*ct_files(), report(planar()), rtstruct(LIVER)], workers=1)
    assert [item.name for item in found.results] == ["sr.dcm", "rtstruct.dcm"]
    assert [one.name for one in found.exclusions] == ["sr.dcm", "rtstruct.dcm"]
    assert found.besides_results == ()


def test_results_without_a_ct_come_with_the_error():
    with pytest.raises(OnlyResultsError) as caught:
        discover([report(planar())], workers=1)
    assert [item.name for item in caught.value.results] == ["sr.dcm"]


def test_the_series_that_a_report_names():
    assert series_named(MemoryItem(report(planar()))) >= {"1.2.3.2"}
    assert series_named(MemoryItem(ct_files()[0])) == frozenset()


def test_reports_and_outlines_together():
    found = results_in([report(planar()), rtstruct(LIVER)], ct())
    assert [one.name for one in found.reports] == ["sr.dcm"]
    assert found.outlines is not None and found.outlines.has_liver
    assert found.refusals == []


def test_what_does_not_fit_is_refused_and_the_rest_is_read():
    found = results_in([report(planar(), PatientID="OTHER"), rtstruct(LIVER)], ct())
    assert [one.code for one in found.refusals] == ["other_patient"]
    assert found.outlines is not None


def test_a_file_that_is_no_result_is_refused():
    with raises(InputError, "not_a_report", "0.dcm"):
        results_in([ct_files()[0]], ct())
