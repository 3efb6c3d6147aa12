"""The files of stored results: small, exact where it counts, and good for their weights alone."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from core.worklist.outlines import pack, unpack
from dashboard.services.sample_results import kept
from tests.dashboard.tiny_case import CARD, tiny_analysis


@pytest.fixture(scope="module")
def analysis():
    return tiny_analysis()


@pytest.fixture
def file(analysis, tmp_path):
    path = tmp_path / "known.npz"
    path.write_bytes(kept.packed(analysis, CARD))
    return path


def test_what_is_read_is_what_was_packed(analysis, file):
    again = unpack(kept.read(file, CARD), analysis.series, analysis.patient_settings)
    np.testing.assert_array_equal(again.mask, analysis.mask)
    np.testing.assert_array_equal(again.probabilities, analysis.probabilities)
    assert again.lesions == analysis.lesions
    assert again.patient == analysis.patient
    apart = again.lesion_probability.astype(int) - analysis.lesion_probability
    assert np.abs(apart).max() <= kept.PROBABILITY_STEP // 2


def test_the_lesion_probability_is_kept_in_steps(analysis):
    values = np.zeros_like(analysis.lesion_probability)
    values[0, 0, :5] = (3, 5, 12, 251, 255)
    steps = kept.coarse(replace(analysis, lesion_probability=values))
    assert steps[0, 0, :5].tolist() == [0, 8, 16, 248, 255]
    assert steps.dtype == np.uint8


@pytest.mark.parametrize(
    "card",
    [
        replace(CARD, sha256="1" * 64),
        replace(CARD, card=CARD.card | {"patient": {"rule": "mean"}}),
        replace(CARD, card=CARD.card | {"outline": {"share": 0.5}}),
    ],
    ids=["weights", "rule", "outline"],
)
def test_of_other_weights_or_another_card_nothing_is_read(file, card):
    assert kept.read(file, card) is None


def test_words_of_the_card_change_nothing(file):
    assert kept.read(file, replace(CARD, card=CARD.card | {"summary": "Other words"}))


def test_a_file_that_is_absent_or_damaged_is_nothing(tmp_path):
    assert kept.read(tmp_path / "none.npz", CARD) is None
    (tmp_path / "damaged.npz").write_bytes(b"PK nothing")
    assert kept.read(tmp_path / "damaged.npz", CARD) is None


def test_it_is_smaller_than_numpys_own_and_the_same_each_time(analysis):
    plain = pack(replace(analysis, lesion_probability=kept.coarse(analysis)))
    packed = kept.packed(analysis, CARD)
    assert packed == kept.packed(analysis, CARD)
    with (
        zipfile.ZipFile(io.BytesIO(plain)) as before,
        zipfile.ZipFile(io.BytesIO(packed)) as after,
    ):
        assert before.namelist() == after.namelist()
        assert all(before.read(name) == after.read(name) for name in before.namelist())
