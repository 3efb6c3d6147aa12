"""The Follow-up page before the two series that are open are compared."""

from __future__ import annotations

import html

import pytest

from dashboard.screens.follow_up import sentences
from dashboard.state.jobs import JobService
from dashboard.state.origin import Sample
from dashboard.state.session import Session
from tests.dashboard.tiny_case import CARD, discovery_of, finish
from tests.pages.conftest import html_of
from tests.pages.follow_up_page import (
    BEFORE,
    choose_open,
    panes_of,
    series,
    session_of,
    two_visits_of_anna,
)


@pytest.fixture(scope="module")
def two_visits():
    return two_visits_of_anna()


def test_series_that_are_not_analysed_yet_have_a_button(open_app, two_visits):
    session = session_of(*two_visits, analysed=False)
    app = choose_open(open_app("follow_up", session))
    # Both images are there at once, above them what is missing.
    drawn = html_of(app)
    assert "Neither scan is analysed yet" in drawn
    assert sentences.what_analyses_bring(CARD.name) in drawn
    panes = panes_of(app)
    assert [pane["title"] for pane in panes] == BEFORE
    assert [(pane["frame"], pane["mask"]) for pane in panes] == [(None, None)] * 2
    # Linked by the same mm, and it is said.
    assert [pane["beside"] for pane in panes] == [True, True]
    assert html.escape(sentences.not_aligned_yet()) in drawn
    next(b for b in app.button if b.label == "Analyse both series").click().run()
    finish(session)
    app.run()
    assert "1 lesion followed" in html_of(app)
    assert [pane["beside"] for pane in panes_of(app)] == [False, False]
    assert sentences.not_aligned_yet() not in html_of(app)


def test_different_patients_are_said_before_anybody_waits_for_an_analysis(open_app, two_visits):
    other = series("20250701", slice(18, 38), patient_id="78", patient_name="Meier^Berta")
    app = choose_open(open_app("follow_up", session_of(two_visits[0], other, analysed=False)))
    (error,) = app.error
    assert "are of different patients (Subject " in error.value
    assert html.escape(sentences.tick_if_one_patient()) in html_of(app)
    assert "Analyse both series" not in [b.label for b in app.button]
    assert [pane["title"] for pane in panes_of(app)] == BEFORE
    next(b for b in app.checkbox if b.label.startswith("One patient")).check().run()
    assert not app.error
    assert "Analyse both series" in [b.label for b in app.button]


def test_images_that_were_not_read_yet_open_by_one_button(open_app, two_visits, monkeypatch):
    session = Session(jobs=JobService())
    by_uid = {one.uid: one for one in two_visits}
    for one in two_visits:
        session.list_found(discovery_of(one), Sample(one.uid))
    monkeypatch.setattr("core.dicom.read_series", lambda candidate, progress: by_uid[candidate.uid])
    app = choose_open(open_app("follow_up", session))
    # The one in view was read, as on any page.
    assert len(session.shelf.open()) == 1
    drawn = html_of(app)
    assert "Images not open yet" in drawn
    assert all(f"<b>{title}</b>" in drawn for title in BEFORE)
    next(b for b in app.button if b.label == sentences.open_images(1)).click().run()
    assert not app.exception
    assert len(session.shelf.open()) == 2
    assert next(b for b in app.button if b.label == "Analyse both series")


def test_when_the_series_are_closed_it_says_what_to_do(open_app, two_visits):
    session = session_of(*two_visits, analysed=False)
    app = choose_open(open_app("follow_up", session))
    for entry in list(session.shelf):
        session.close(entry.key)
    assert "Two scans of one patient" in html_of(app.run())


def test_different_patients_are_refused_until_the_person_says_otherwise(open_app, two_visits):
    other = series("20250701", slice(18, 38), patient_id="78", patient_name="Meier^Berta")
    app = choose_open(open_app("follow_up", session_of(two_visits[0], other)))
    (error,) = app.error
    assert "are of different patients (Subject " in error.value
    assert "Muster" not in error.value
    assert not app.dataframe
    # The images are there all the same.
    assert [pane["title"] for pane in panes_of(app)] == BEFORE
    next(b for b in app.checkbox if b.label.startswith("One patient")).check().run()
    assert not app.error
    assert "The headers name different patients" in html_of(app)


def test_the_later_series_chosen_as_the_earlier_is_one_sentence(open_app, two_visits):
    app = choose_open(open_app("follow_up", session_of(*two_visits)))
    by_label = {box.label: box for box in app.selectbox}
    earlier, later = by_label["Earlier"], by_label["Later"]
    keys = (earlier.value, later.value)
    earlier.set_value(keys[1])
    later.set_value(keys[0])
    app.run()
    assert "put the earlier one first" in app.error[0].value


def test_one_series_twice_is_one_sentence(open_app, two_visits):
    app = choose_open(open_app("follow_up", session_of(*two_visits)))
    by_label = {box.label: box for box in app.selectbox}
    by_label["Later"].set_value(by_label["Earlier"].value).run()
    assert "are the same series" in app.error[0].value
