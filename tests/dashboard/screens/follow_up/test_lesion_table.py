from dataclasses import replace

import numpy as np
import pytest

from core.follow_up import follow_up
from core.follow_up.scan import LiverOutline
from dashboard.screens.follow_up import lesion_table
from dashboard.state.session import Session
from tests.core.follow_up.made_scans import lesion, scan


@pytest.fixture
def widgets(monkeypatch) -> dict:
    """The browser's widgets, as the session knows them."""
    held: dict[str, object] = {}
    monkeypatch.setattr(Session, "widget", lambda _self, key: held.get(key))
    monkeypatch.setattr(Session, "set_widget", lambda _self, key, value: held.update({key: value}))
    return held


@pytest.fixture(scope="module")
def result():
    """1 grows, 2 is a target that is gone, 3 looks benign and stays, 4 is new."""
    earlier = scan(
        "2025-01-01",
        lesion(1, 0),
        lesion(2, 70, mm=18),
        lesion(3, 0, 80, label="benign"),
    )
    later = scan(
        "2025-07-01",
        lesion(1, 1, mm=25, ml=8),
        lesion(2, 0, 80, label="benign"),
        lesion(3, -60, mm=12, ml=1),
    )
    return follow_up([earlier, later])


def test_targets_come_first_then_what_is_new(result):
    assert [track.id for track in lesion_table.in_order(result)] == [1, 2, 4, 3]


def test_a_row_says_what_changed(result):
    row = lesion_table.row(result, result.tracks[0])
    assert (row["State"], row["First mm"], row["Last mm"]) == ("followed, target", 20, 25)
    assert (row["Δ mm"], row["Δ mm %"], row["Δ mL"], row["Δ mL %"]) == (5, 25, 4, 100)
    assert (row["Days"], row["Doubling, days"]) == (181, pytest.approx(181))


def test_a_lesion_that_is_gone_or_new_has_one_size_and_no_change(result):
    gone, new = (lesion_table.row(result, result.tracks[i]) for i in (1, 3))
    assert (gone["State"], gone["First mm"], gone["Last mm"]) == ("gone, target", 18, None)
    assert (new["State"], new["First mm"], new["Last mm"]) == ("new", None, 12)
    assert gone["Δ mm"] is new["Δ mm"] is None


def test_the_first_row_is_picked_until_another_is(result, widgets):
    session = Session()
    assert lesion_table.picked(session, result).id == 1
    lesion_table.pick(session, result, 4)
    assert lesion_table.picked(session, result).id == 4
    # The table marks the row: the third one.
    assert widgets == {lesion_table.key_of(result): {"selection": {"cells": [[2, "#"]]}}}


def test_a_pick_on_one_patient_is_none_on_another(result, widgets):
    other = follow_up(
        [scan("2024-01-01", lesion(1, 0), lesion(2, 90)), scan("2024-07-01", lesion(1, 0))]
    )
    lesion_table.pick(Session(), result, 3)
    assert lesion_table.picked(Session(), other).id == 1


def test_a_pick_among_lesions_matched_by_boxes_is_none_among_those_matched_by_outlines(
    result, widgets
):
    lesion_table.pick(Session(), result, 3)
    outline = LiverOutline(np.ones((1, 2, 2), bool), np.eye(4))
    scans = tuple(replace(one, outline=outline) for one in result.scans)
    fewer = replace(result, scans=scans, tracks=result.tracks[:1])
    assert lesion_table.picked(Session(), fewer).id == 1


def test_without_lesions_nothing_is_picked(widgets):
    assert (
        lesion_table.picked(Session(), follow_up([scan("2025-01-01"), scan("2025-07-01")])) is None
    )
