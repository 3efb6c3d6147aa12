import numpy as np
import pytest

from core.attribution import Explanation, Overlap
from dashboard.explain_view import (
    WHAT_IT_IS,
    how_to_read,
    in_words,
    overlap_sentences,
    scaled,
)


@pytest.mark.parametrize(
    ("overlap", "sentences"),
    [
        (
            Overlap(0.62, 0.91, 0.08, True),
            [
                "91% of the heat lies in the liver and 62% in the outlined lesions, which make up "
                "8% of the liver here.",
                "The hottest point is inside the outlined lesions (pointing game).",
            ],
        ),
        (
            Overlap(None, 0.5, 0.0, None),
            ["50% of the heat lies in the liver.", "No lesion is outlined on this slice."],
        ),
        (
            Overlap(None, None, None, None),
            ["There is no heat or no liver on this slice, so there is no overlap to measure."],
        ),
    ],
)
def test_overlap_in_words(overlap, sentences):
    assert overlap_sentences(overlap) == sentences


def explanation(heatmap) -> Explanation:
    return Explanation(
        method="grad_cam",
        target="malignant",
        slice_index=6,
        heatmap=np.asarray(heatmap, np.float32),
        scale=2.0,
        parameters={"full_scale_logits": 4.0},
        probabilities=np.zeros(3),
        overlap=Overlap(None, 0.5, 0.0, None),
    )


def test_an_empty_heatmap_is_said_to_be_empty():
    assert in_words(explanation([[0.0, 0.0]])) == [
        "No region of slice 7 raises the malignant-looking score: the heatmap is empty."
    ]


def test_a_heatmap_comes_with_its_overlap_scale_and_what_it_is():
    one = explanation([[0.0, 1.0]])
    assert in_words(one)[:2] == ["Slice 7:", "50% of the heat lies in the liver."]
    assert how_to_read(one) == [
        WHAT_IT_IS,
        "Full colour is the same value on every slice: 4 logits of evidence.",
    ]


def test_the_colour_scale_does_not_follow_the_slices_own_maximum():
    assert scaled(explanation([[0.0, 0.5, 1.0, 9.0]])).tolist() == [[[0, 64, 128, 255]]]
