"""Where the viewers of two scans go, and what is marked there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.follow_up import follow_up
from core.follow_up.alignment import NONE
from dashboard.screens.follow_up import places, sentences
from tests.core.follow_up.made_scans import box, lesion, scan
from tests.core.known_network import hu_series

JANUARY, JULY = "2025-01-01", "2025-07-01"


def visits():
    """The patient lies 140 mm higher in July; lesion 1 is the same, 2 is gone, and 2 there is
    new."""
    return follow_up(
        [
            scan(JANUARY, lesion(1, 10.0, z=20.0), lesion(2, -60.0, z=-40.0, mm=12.0)),
            scan(
                JULY,
                lesion(1, 10.0, z=162.0, mm=30.0),
                lesion(2, 60.0, z=190.0),
                liver_box=box(0.0, 0.0, 140.0),
            ),
        ]
    )


def series_every(distance: float, first: float):
    """(11, 8, 8): slices at `first`, `first + distance` ... mm."""
    heights = first + distance * np.arange(11)
    return hu_series(np.zeros((11, 8, 8)), positions_mm=heights)


def test_a_place_has_its_nearest_slice():
    series = series_every(5.0, 100.0)
    found = [places.nearest_slice(series, (0.0, 0.0, z)) for z in (90.0, 112.4, 112.6, 999.0)]
    assert found == [0, 2, 3, 10]


def test_matrices_lead_there_and_back():
    result = visits()
    assert result.matrix(0, 1) @ [1.0, 2.0, 3.0, 1.0] == pytest.approx([1.0, 2.0, 143.0, 1.0])
    assert result.matrix(1, 0) @ [1.0, 2.0, 143.0, 1.0] == pytest.approx([1.0, 2.0, 3.0, 1.0])
    assert result.matrix(1, 1) == pytest.approx(np.eye(4))


def test_both_viewers_go_to_their_own_place_at_one_scale():
    result = visits()
    (followed, gone, _new) = result.tracks
    jump = places.jump_to(result, followed, 0, series_every(5.0, 0.0), size_mm=30.0, nonce=4)
    # `slice_largest` of the made lesion is its number.
    assert jump == {
        "slice": 1,
        "nonce": 4,
        "lesion": 1,
        "place_mm": [10.0, 0.0, 20.0],
        "size_mm": 30.0,
    }
    # Gone: where it would be, at -40 + 140 = 100 mm.
    there = places.jump_to(result, gone, 1, series_every(2.0, 90.0), size_mm=12.0, nonce=4)
    assert (there["lesion"], there["slice"], there["place_mm"]) == (None, 5, [-60.0, 0.0, 100.0])


def test_a_lesion_has_one_number_on_both_and_words_for_what_became_of_it():
    result = visits()
    assert places.lesion_names(result, 0, 1) == {1: "1", 2: sentences.gone_later(2)}
    assert places.lesion_names(result, 1, 0) == {1: "1", 2: sentences.is_new(3)}
    assert places.partners(result, 0, 1) == places.partners(result, 1, 0) == {1: 1}


def test_a_lesion_that_only_the_other_scan_shows_is_marked_where_it_would_be():
    result = visits()
    (earlier,) = places.spots(result, 0, 1, outlined=True)
    assert (earlier.text, earlier.found) == (sentences.not_yet_found(3), False)
    assert tuple(earlier.place_mm) == pytest.approx((60.0, 0.0, 50.0))
    (later,) = places.spots(result, 1, 0, outlined=True)
    assert (later.text, later.radius_mm) == (sentences.not_found(2), 6.0)


def test_without_outlines_every_lesion_has_a_circle():
    found = places.spots(visits(), 1, 0, outlined=False)
    assert [(spot.text, spot.found) for spot in found] == [
        ("1", True),
        (sentences.not_found(2), False),
        (sentences.is_new(3), True),
    ]


def test_an_unsure_match_says_so():
    result = visits()
    unsure = replace(result.tracks[0], unsure=(False, True))
    result = replace(result, tracks=(unsure, *result.tracks[1:]))
    assert places.lesion_names(result, 0, 1)[1] == sentences.unsure_match(1)
    assert places.lesion_names(result, 1, 0)[1] == sentences.unsure_match(1)


def test_without_an_alignment_nothing_is_said_of_places_in_the_other_scan():
    result = visits()
    result = replace(result, alignments=(replace(result.alignments[0], method=NONE),))
    assert not result.is_aligned(0, 1)
    assert places.spots(result, 0, 1, outlined=True) == []
    assert places.liver_middle(result, 0, 1) == pytest.approx([0.0, 0.0, 0.0])


def test_both_begin_at_the_middle_of_the_later_liver():
    result = visits()
    assert places.liver_middle(result, 1, 1) == pytest.approx([0.0, 0.0, 140.0])
    assert places.liver_middle(result, 0, 1) == pytest.approx([0.0, 0.0, 0.0])
