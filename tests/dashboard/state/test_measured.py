"""The home of what was measured in a series: what wins, and what the worklist lacks."""

from __future__ import annotations

import pytest

from core.errors import InputError
from core.measurements import MOST, Change
from core.measurements.limits import MOST_POINTS
from dashboard.state.measured import Measured, measured_of
from dashboard.state.report_work import Report
from dashboard.state.session import Session
from tests.core.known_network import hu_series
from tests.core.measurements.made import ellipse, ruler
from tests.dashboard.tiny_case import open_in, session_with, tiny_series


@pytest.fixture
def measured() -> Measured:
    mine = Measured("1.2.3", 6)
    mine.person = "ada"
    return mine


def test_changes_of_different_measurements_do_not_meet(measured):
    measured.change(Change(put=(ellipse(),)))
    measured.change(Change(put=(ruler(),)))
    assert measured.all() == (ruler(), ellipse())
    measured.change(Change(removed=("a2", "unknown")))
    assert measured.all() == (ruler(),)


def test_of_two_changes_of_one_the_later_holds(measured):
    measured.change(Change(put=(ruler(),)))
    measured.change(Change(put=(ruler(given_name="first"),)))
    measured.change(Change(put=(ruler(given_name="second"),)))
    assert [one.name for one in measured.all()] == ["second"]
    measured.change(Change(removed=("a1",)))
    measured.change(Change(put=(ruler(given_name="again"),)))
    assert [one.name for one in measured.all()] == ["again"]


def test_two_tabs_that_gave_one_number_get_two(measured):
    measured.change(Change(put=(ruler(),)))
    measured.change(Change(put=(ruler(id="b1"), ruler(id="b2"))))
    assert [(one.id, one.name) for one in measured.all()] == [
        ("a1", "Ruler 1"),
        ("b1", "Ruler 2"),
        ("b2", "Ruler 3"),
    ]


def test_only_a_change_makes_a_new_revision(measured):
    measured.change(Change(put=(ruler(),)))
    assert measured.revision == 1
    measured.change(Change(put=(ruler(),), removed=("unknown",)))
    assert measured.revision == 1
    measured.change(Change(put=(ruler(given_name="x"),)))
    assert measured.revision == 2


def test_too_many_are_refused_and_what_is_there_stays(measured):
    measured.change(Change(put=tuple(ruler(id=f"m{n}", number=n) for n in range(1, MOST + 1))))
    with pytest.raises(InputError) as refusal:
        measured.change(Change(put=(ellipse(number=MOST + 1),), removed=("unknown",)))
    assert refusal.value.code == "too_many_measurements"
    assert (len(measured.all()), measured.revision) == (MOST, 1)
    measured.change(Change(put=(ellipse(number=MOST + 1),), removed=("m1",)))
    assert len(measured.all()) == MOST


def test_outlines_of_too_many_corners_together_are_refused(measured):
    outline = ellipse(kind="freehand", points_lps_mm=((1.0, 2.0, 3.0),) * (MOST_POINTS // 2))
    for number in (1, 2):
        measured.change(Change(put=(ellipse(id=f"m{number}", **_corners(outline)),)))
    with pytest.raises(InputError) as refusal:
        measured.change(Change(put=(ruler(),)))
    assert refusal.value.code == "too_many_points"


def _corners(outline):
    return {"kind": "freehand", "points_lps_mm": outline.points_lps_mm}


def test_what_the_worklist_has_not_heard_of(measured):
    measured.change(Change(put=(ruler(), ellipse())))
    told = measured.unkept()
    assert (set(told.put), told.removed) == ({ruler(), ellipse()}, ())
    # Changed again before the worklist had answered.
    measured.change(Change(put=(ruler(given_name="x"),), removed=("a2",)))
    measured.kept(told)
    assert measured.unkept() == Change((ruler(given_name="x"),), ("a2",))
    measured.kept(measured.unkept())
    assert measured.unkept() == Change()


def test_what_the_worklist_has_comes_back_and_undoes_nothing(measured):
    measured.change(Change(put=(ruler(given_name="mine"), ellipse(id="gone"))))
    measured.change(Change(removed=("gone",)))
    measured.take_in((ruler(given_name="old"), ellipse(id="gone"), ellipse(id="b", number=7)))
    assert [one.name for one in measured.all()] == ["mine", "Portal vein"]
    # It knows that one already.
    assert [one.id for one in measured.unkept().put] == ["a1"]


def test_one_beyond_the_last_slice_does_not_come_back(measured):
    measured.take_in((ruler(slice_index=6), ruler(id="b", slice_index=5)))
    assert [one.id for one in measured.all()] == ["b"]


def test_the_token_is_good_for_its_person_and_as_long_as_the_series(measured):
    token = measured.token
    assert measured_of(token, "ada") is measured
    assert measured_of(token, "eve") is None
    assert measured_of(token, "") is None
    assert measured_of("other", "ada") is None
    measured.person = ""
    assert measured_of(token, "") is None


def test_a_copy_of_the_session_measures_in_the_same_series():
    session = Session()
    opened = open_in(session, tiny_series())
    opened.measured.change(Change(put=(ruler(),)))
    (copied,) = session.copy().shelf.open()
    assert copied.measured is opened.measured
    copied.measured.change(Change(put=(ellipse(),)))
    assert len(opened.measured.all()) == 2


def test_it_outlives_the_pixels_and_ends_with_the_series():
    session = Session()
    opened = open_in(session, tiny_series())
    opened.measured.change(Change(put=(ruler(),)))
    opened.measured.person = "ada"
    token, place = opened.measured.token, opened.place
    session.shelf._max_bytes = 0
    open_in(session, tiny_series(patient_id="78"))
    del opened
    assert place.measured is not None
    assert place.measured.all() == (ruler(),)
    session.close(place.key)
    del place
    assert measured_of(token, "ada") is None


def test_a_report_made_before_the_last_measurement_is_dropped_once():
    session = session_with(analysed=True)
    opened = session.opened
    (state,) = opened.states()
    state.files["pdf"].made = Report(state.analysis.patient, (), b"PDF", 0)
    assert not opened.drop_old_reports()
    opened.measured.change(Change(put=(ruler(),)))
    assert opened.drop_old_reports()
    assert state.files["pdf"].made is None
    assert not opened.drop_old_reports()
    state.files["named"].made = Report(state.analysis.patient, (ruler(),), b"PDF", 0)
    assert not opened.drop_old_reports()


def test_it_knows_that_the_sizes_of_its_series_are_wrong():
    assert session_with(tiny_series()).opened.measured.sizes == ""
    wrong = hu_series(tiny_series().volume, (600.0, 1.5, 1.5))
    assert session_with(wrong).opened.measured.sizes == "sizes can't be trusted"
