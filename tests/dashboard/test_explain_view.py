import numpy as np
import pytest

from core.attribution import Explanation, Overlap
from dashboard.explain_view import overlap_sentences, scaled


@pytest.mark.parametrize(
    ("overlap", "sentences"),
    [
        (
            Overlap(0.62, 0.91, 0.08, True),
            [
                "91% of the heat lies in the liver.",
                "62% of it lies in the outlined lesions, which make up 8% of the liver here.",
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


def test_the_colour_scale_does_not_follow_the_slices_own_maximum():
    explanation = Explanation(
        method="grad_cam",
        target="malignant",
        slice_index=0,
        heatmap=np.array([[0.0, 0.5, 1.0, 9.0]], np.float32),
        scale=2.0,
        parameters={},
        probabilities=np.zeros(3),
        overlap=Overlap(None, None, None, None),
    )
    assert scaled(explanation).tolist() == [[[0, 64, 128, 255]]]
