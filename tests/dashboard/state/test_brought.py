"""Results of other systems that are dropped beside a CT, after it, or without it."""

from __future__ import annotations

import pytest

from dashboard.state import loading
from dashboard.state.opening import Opening
from dashboard.state.session import Session
from tests.core.annotation_files.made import box, ct_files, rtstruct
from tests.core.other_systems.made import planar, report
from tests.dashboard.tiny_case import NoProgress

LIVER = {"Liver": [box((1, 6), (1, 10), 5.0)]}
LESION = {"GTV": [box((2, 3), (4, 6), 5.0)]}


def drop(session, *files):
    session.pending = Opening(tuple(files))
    assert loading.open_pending(session, NoProgress())
    return [notice.code for notice in session.notices]


@pytest.fixture
def session():
    return Session()


def test_together_with_the_ct(session):
    said = drop(session, *ct_files(), report(planar()), rtstruct(LIVER))
    assert said == ["results_are_shown"]
    opened = session.opened
    assert [one.name for one in opened.brought.reports] == ["sr.dcm"]
    assert opened.reference.name == "rtstruct.dcm"
    assert opened.outlines_of_others is opened.reference
    assert session.shelf.exclusions == []


def test_after_the_ct(session):
    drop(session, *ct_files())
    opened = session.opened
    assert drop(session, report(planar())) == ["results_are_shown"]
    assert session.opened is opened
    assert len(opened.brought.reports) == 1
    # The same report again takes its own place.
    drop(session, report(planar(), name="again.dcm"))
    assert [one.name for one in opened.brought.reports] == ["again.dcm"]


def test_without_a_ct_it_says_to_open_one(session):
    assert drop(session, report(planar())) == ["open_the_ct_first"]
    assert len(session.shelf) == 0


def test_one_of_another_patient_is_refused_and_nothing_is_lost(session):
    drop(session, *ct_files(), report(planar()))
    assert "other_patient" in drop(session, report(planar(), PatientID="OTHER"))
    assert len(session.opened.brought.reports) == 1


def test_lesions_alone_are_shown_and_are_no_reference(session):
    drop(session, *ct_files(), rtstruct(LESION))
    opened = session.opened
    assert opened.reference is None
    assert opened.outlines_of_others.name == "rtstruct.dcm"


def test_they_go_to_the_series_that_they_name(session):
    drop(session, *ct_files())
    named = session.opened
    others = ct_files(SeriesInstanceUID="1.2.77", StudyInstanceUID="1.2.78", RescaleIntercept=-1000)
    drop(session, *others)
    assert session.opened is not named
    drop(session, report(planar()))
    assert [len(one.brought.reports) for one in session.shelf.open()] == [1, 0]


def test_a_copy_of_the_session_has_them_too(session):
    drop(session, *ct_files(), report(planar()))
    assert len(session.copy().opened.brought.reports) == 1
