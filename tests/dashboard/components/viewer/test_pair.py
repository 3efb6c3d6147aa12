"""What viewers of two examinations are told."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.components.viewer import Pane, SeriesPane, Spot, pair, paired_viewers
from dashboard.components.viewer.body_box import BodyBox, alike
from dashboard.components.viewer.facts import SeriesFacts


def visit(name: str, n_slices: int, shift: float | None) -> SeriesPane:
    matrix = np.eye(4)
    matrix[2, 3] = shift or 0.0
    return SeriesPane(
        pane=Pane(name),
        volume_url=f"/volumes/{name}.nii",
        n_slices=n_slices,
        positions_mm=np.arange(n_slices) * 5.0,
        jump={"slice": 3, "nonce": 2},
        facts=SeriesFacts(texts=(name,)),
        to_shared=None if shift is None else matrix,
        lesion_names={1: "2 · new"},
        partners={1: 7},
        spots=[Spot((1.0, 2.0, 3.004), 4.0, "3 · not found", found=False)],
    )


def report(name: str, at: int, nonce: int = 2) -> dict:
    window = {"width": 160, "level": 100}
    return {"volume": f"/volumes/{name}.nii", "slice": at, "nonce": nonce, "window": window}


@pytest.fixture
def drawn(monkeypatch):
    """What was sent; `views` is what the browser answers."""

    class Drawn:
        views: object = None
        data: dict | None = None

    def draw(key, data):
        Drawn.data = data
        return None if Drawn.views is None else {"views": Drawn.views}

    monkeypatch.setattr(pair, "draw", draw)
    return Drawn


def test_each_pane_is_told_its_own_series(drawn):
    two = [visit("january", 10, 140.0), visit("july", 20, 0.0)]
    assert paired_viewers(key="two", panes=two) == [None, None]
    assert (drawn.data["viewer"], drawn.data["paired"]) == ("two", True)
    one, other = drawn.data["panes"]
    assert (one["viewer"], other["viewer"]) == ("two-0", "two-1")
    assert (one["volume"], other["nSlices"]) == ("/volumes/january.nii", 20)
    assert one["frame"]["to_shared"][2] == [0.0, 0.0, 1.0, 140.0]
    assert one["frame"]["from_shared"][2] == [0.0, 0.0, 1.0, -140.0]
    assert (one["lesionNames"], one["partners"]) == ({"1": "2 · new"}, {"1": 7})
    spot = {"place_mm": [1.0, 2.0, 3.0], "radius_mm": 4.0, "text": "3 · not found", "found": False}
    assert other["spots"] == [spot]


def test_a_series_that_fits_no_other_has_no_frame(drawn):
    paired_viewers(key="two", panes=[visit("january", 10, None)])
    assert drawn.data["panes"][0]["frame"] is None
    assert not drawn.data["panes"][0]["beside"]


@pytest.mark.parametrize(
    ("shifts", "is_beside"), [((None, None), True), ((0.0, 140.0), False), ((0.0, None), False)]
)
def test_viewers_of_which_none_is_aligned_move_beside_each_other(drawn, shifts, is_beside):
    paired_viewers(key="two", panes=[visit(f"{i}", 10, shift) for i, shift in enumerate(shifts)])
    assert [pane["beside"] for pane in drawn.data["panes"]] == [is_beside] * 2


@pytest.mark.parametrize(
    ("views", "slices"),
    [
        ([report("january", 4), report("july", 9)], [4, 9]),
        # Before the jump that has gone out since.
        ([report("january", 4, nonce=1), report("july", 9)], [3, 9]),
        ([report("january", 10), report("july", 20)], [3, 3]),
        ([report("january", 4)], [None, None]),
        ("nonsense", [None, None]),
    ],
)
def test_what_the_browser_reports_counts_where_it_fits(drawn, views, slices):
    drawn.views = views
    two = [visit("january", 10, 140.0), visit("july", 20, 0.0)]
    assert paired_viewers(key="two", panes=two) == slices


def test_without_a_pane_there_is_nothing_to_draw():
    with pytest.raises(ValueError, match="at least one"):
        paired_viewers(key="two", panes=[])


def test_bodies_are_fitted_to_the_screen_at_one_scale():
    matrix = np.eye(4)
    matrix[:3, 3] = (12.0, -8.0, 140.0)
    one = BodyBox((-150.0, -100.0), (150.0, 100.0))
    other = BodyBox((-160.0, -118.0), (180.0, 92.0))
    # The first middle, (0, 0), is (12, -8) there: 172 mm from the other's sides, 110 and 100 mm
    # from front and back.
    assert alike(one, other, matrix, 0.0) == (
        BodyBox((-172.0, -110.0), (172.0, 110.0)),
        BodyBox((-160.0, -118.0), (184.0, 102.0)),
    )


def test_boxes_of_bodies_that_are_not_aligned_keep_their_own_middles():
    one, other = BodyBox((0.0, 0.0), (100.0, 60.0)), BodyBox((10.0, 20.0), (90.0, 120.0))
    # Half of the wider one is 50 mm, half of the taller one 50.
    assert alike(one, other, None, 0.0) == (
        BodyBox((0.0, -20.0), (100.0, 80.0)),
        BodyBox((0.0, 20.0), (100.0, 120.0)),
    )
