"""What the linked viewers are told."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.components.viewer import Pane, deck, linked_viewers
from dashboard.components.viewer.viewer import HeatScale

URL = "/volumes/this.nii"


def test_a_pane_as_the_browser_takes_it():
    scale = HeatScale(signed=False, full=4.0, unit="logits")
    data = Pane("a", "#123456", mask_url="/m", heatmap_url="/h", heatmap_scale=scale).data()
    assert (data["title"], data["colour"]) == ("a", "#123456")
    assert (data["mask"], data["heatmap"], data["findings"]) == ("/m", "/h", None)
    assert data["heatScale"] == {"signed": False, "full": 4.0, "unit": "logits"}
    assert Pane("b").data()["heatScale"] is None


def test_the_series_is_named_once_for_all_panes(monkeypatch):
    drawn = []
    view = {"volume": URL, "slice": 7, "nonce": 2, "window": {"width": 400, "level": 40}}
    monkeypatch.setattr(deck, "draw", lambda key, data: drawn.append(data) or view)
    state = linked_viewers(
        key="deck",
        volume_url=URL,
        n_slices=60,
        positions_mm=[0.0] * 60,
        panes=[Pane("a"), Pane("b")],
        jump={"slice": 3, "nonce": 2},
        reference=np.array([0, 3] * 30, np.uint8),
    )
    assert (state.slice, state.window) == (7, (400.0, 40.0))
    (data,) = drawn
    assert data["volume"] == URL
    assert [pane["title"] for pane in data["panes"]] == ["a", "b"]
    assert data["reference"] == [0, 3] * 30
    assert [pane["isReference"] for pane in data["panes"]] == [False, False]
    assert not any("volume" in pane for pane in data["panes"])


def test_without_a_pane_there_is_nothing_to_draw():
    with pytest.raises(ValueError, match="at least one"):
        linked_viewers(key="d", volume_url=URL, n_slices=1, positions_mm=[0.0], panes=[])
