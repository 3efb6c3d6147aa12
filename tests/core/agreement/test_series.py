"""Agreement of a series, where readers disagree, and of several series together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.agreement import agreement_lines, plain_agreement, pooled, series_agreement
from core.annotation import Annotation, Finding
from core.errors import UsageError
from tests.core.agreement.made import SHAPE, box, reading

LEFT = box((1, 3), (0, 4), (0, 4))
RIGHT = box((2, 3), (0, 4), (4, 8))
SPACING = (5.0, 1.0, 1.0)


def three() -> dict[str, Annotation]:
    """All outline LEFT, two call it a cyst; a and b outline RIGHT too."""
    return {
        "a": reading((Finding(1, kind="cyst"), LEFT), (Finding(2, kind="hcc"), RIGHT)),
        "b": reading((Finding(1, kind="cyst"), LEFT), (Finding(2, kind="hcc"), RIGHT)),
        "c": reading((Finding(1, kind="metastasis"), LEFT)),
    }


def test_three_readers_by_hand():
    found = series_agreement(three(), SPACING)
    # LEFT: all three call it a lesion, P = 1. RIGHT: 2 of 3, P = 1/3. 5 of 6 words are "lesion":
    # P_e = 25/36 + 1/36. kappa = (24/36 - 26/36) / (10/36) = -1/5.
    is_lesion = found.rating("is_lesion")
    assert (is_lesion.n, is_lesion.percent) == (2, pytest.approx(2 / 3))
    assert is_lesion.kappa == pytest.approx(-0.2)
    # RIGHT is left out of the kinds: c calls it no lesion.
    kind = found.rating("kind")
    assert (kind.n, kind.n_left_out, kind.percent) == (1, 1, pytest.approx(1 / 3))
    # Slices 1 to 3 show liver. 1: benign, benign, malignant. 2: all malignant. 3: all normal.
    assert found.rows["slices"] == (
        ("benign", "benign", "malignant"),
        ("malignant",) * 3,
        ("normal",) * 3,
    )
    assert found.rating("slices").percent == pytest.approx((1 / 3 + 1 + 1) / 3)
    assert [pair.dice for pair in found.liver_pairs] == [1.0, 1.0, 1.0]
    # 48 voxels against 32 of them.
    assert [pair.dice for pair in found.lesion_pairs] == [
        1.0,
        pytest.approx(0.8),
        pytest.approx(0.8),
    ]


def test_the_gravest_disagreement_comes_first_and_says_where():
    found = series_agreement(three(), SPACING).disagreements
    assert [(one.about, one.lesion, one.words.code) for one in found] == [
        ("is_lesion", 2, "not_all_call_it_a_lesion"),
        ("looks", 1, "called_differently"),
        ("kind", 1, "called_differently"),
        ("slices", None, "slices_called_differently"),
    ]
    assert (found[0].first, found[0].last, found[0].slice_index) == (2, 2, 2)
    assert found[0].said == {"a": "lesion", "b": "lesion", "c": "not outlined"}
    assert found[1].said == {"a": "benign", "b": "benign", "c": "malignant"}
    assert (found[3].first, found[3].last) == (1, 1)


def test_outlines_that_share_little_are_a_disagreement():
    other = reading((Finding(1, kind="cyst"), box((1, 3), (0, 4), (2, 6))))
    found = series_agreement({"a": reading((Finding(1, kind="cyst"), LEFT)), "b": other}, SPACING)
    (one,) = found.disagreements
    assert (one.about, one.said) == ("outline", {"a": "Dice 0.50", "b": "Dice 0.50"})


def test_a_label_stands_above_the_outline_and_a_reader_of_nothing_rates_nothing():
    found = series_agreement(
        {
            "a": reading((Finding(1, kind="cyst"), LEFT), slice_labels={0: "normal", 1: "normal"}),
            "b": reading(liver=False, slice_labels={1: "malignant"}),
        }
    )
    assert found.rows["slices"] == (
        ("normal", None),
        ("normal", "malignant"),
        ("benign", None),
        ("normal", None),
    )
    rating = found.rating("slices")
    assert (rating.n, rating.n_left_out, rating.percent) == (1, 3, 0.0)


def test_neighbouring_slices_with_the_same_words_are_one_disagreement():
    found = series_agreement(
        {"a": reading(slice_labels={1: "benign", 2: "benign"}), "b": reading()}
    )
    (one,) = found.disagreements
    assert (one.about, one.first, one.last) == ("slices", 1, 2)


def test_one_reader_or_two_grids_cannot_be_compared():
    with pytest.raises(UsageError) as refused:
        series_agreement({"a": reading()})
    assert refused.value.code == "too_few_readers"
    other = replace(reading(), voxels=np.zeros((SHAPE[0] + 1, *SHAPE[1:]), np.uint8))
    with pytest.raises(UsageError) as refused:
        series_agreement({"a": reading(), "b": other})
    assert refused.value.code == "shapes_differ"


def test_series_are_pooled_item_by_item():
    both = {name: one for name, one in three().items() if name != "c"}
    first, second = series_agreement(three(), SPACING), series_agreement(both, SPACING)
    whole = pooled([first, second])
    assert (whole.readers, whole.n_series) == (("a", "b", "c"), 2)
    # What c did not read is left out, and counted.
    assert (whole.ratings["is_lesion"].n, whole.ratings["is_lesion"].n_left_out) == (2, 2)
    assert whole.lesions.n == 4
    assert whole.lesions.dice == pytest.approx((1.0 + 0.8 + 0.8 + 1.0) / 4)
    same = pooled([second, second])
    assert (same.ratings["is_lesion"].n, same.ratings["is_lesion"].percent) == (4, 1.0)
    assert same.each_lesion.mean_mm == 0.0


def test_as_plain_values_and_as_lines():
    found = series_agreement(three(), SPACING)
    whole = pooled([found])
    told = plain_agreement(whole, {"ab": found})
    assert told["ratings"]["is_lesion"]["kappa"] == pytest.approx(-0.2)
    assert told["outlines"]["lesions"]["n"] == 3
    assert next(one["about"] for one in told["series"][0]["disagreements"]) == "is_lesion"
    assert agreement_lines(whole)[0] == ("Is it a lesion: 67 % agree, Fleiss' kappa -0.20, n = 2")
