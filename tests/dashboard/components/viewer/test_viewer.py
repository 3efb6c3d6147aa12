"""What the server believes is in view, from what the browser reported."""

from __future__ import annotations

import pytest

from dashboard.components.viewer import assets
from dashboard.components.viewer.presets import PRESETS
from dashboard.components.viewer.reported import _chosen_of, slice_of, state_of
from dashboard.components.viewer.viewer import _loader

URL = "/volumes/this.nii"


def report(**changes) -> dict:
    return {"volume": URL, "slice": 7, "nonce": 2, **changes}


def test_a_report_after_the_latest_jump_counts():
    assert slice_of(report(), URL, 60, {"slice": 3, "nonce": 2}) == 7


@pytest.mark.parametrize(
    "view",
    [
        None,
        "slice 7",
        report(volume="/volumes/other.nii"),  # of the series before
        report(nonce=1),  # from before the jump
        report(slice=60),  # not in this series
        report(slice=-1),
        report(slice="7"),
        report(slice=None),
    ],
)
def test_any_other_report_gives_way_to_the_jump(view):
    assert slice_of(view, URL, 60, {"slice": 3, "nonce": 2}) == 3


def test_without_a_jump_the_middle_is_first():
    assert slice_of(None, URL, 60, None) == 30
    assert slice_of(report(nonce=None), URL, 60, None) == 7


def test_the_components_script_loads_by_absolute_url_and_returns_a_clean_up():
    script = _loader("/viewer/abc/main.js")
    assert 'import(window.location.origin + "/viewer/abc/main.js")' in script
    assert "export default function" in script
    # Only the 3-D view fetches it.
    assert assets.niivue_path() not in script


def test_a_click_on_a_small_view_is_told_with_its_moment():
    clicked = report(chosen={"key": "saliency", "at": 12.5})
    assert _chosen_of(clicked, ["saliency"]) == ("saliency", 12.5)
    # No view of that name is on the page.
    assert _chosen_of(clicked, ["occlusion"]) is None
    for nothing in (None, report(), report(chosen=None), report(chosen={"key": 3, "at": 1})):
        assert _chosen_of(nothing, ["saliency"]) is None


def window_of(view: object) -> tuple[float, float]:
    return state_of(view, URL, 60, None, PRESETS).window


def test_the_window_on_the_screen_is_the_one_reported_for_this_volume():
    assert window_of(report(window={"width": 400, "level": 40})) == (400.0, 40.0)
    # A later jump changes the slice, not the window.
    assert window_of(report(nonce=99, window={"width": 400, "level": 40})) == (400.0, 40.0)


@pytest.mark.parametrize(
    "view",
    [
        None,
        report(),
        report(volume="/volumes/other.nii", window={"width": 400, "level": 40}),
        report(window="400/40"),
        report(window={"width": "400", "level": 40}),
        report(window={"width": 400}),
        report(window={"width": float("nan"), "level": 40}),
        report(window={"width": 10**400, "level": 40}),
        report(window={"width": True, "level": 40}),
    ],
)
def test_before_any_report_it_is_the_first_preset(view):
    assert window_of(view) == (160.0, 100.0)


def test_a_window_has_some_width():
    assert window_of(report(window={"width": 0, "level": 40})) == (1.0, 40.0)
