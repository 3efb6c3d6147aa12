"""The stored results that come with the program fit its models and its samples.

Where this fails, weights, a card or a sample have changed, or what an analysis makes of them: run
`python -m tools.sample_results` (with `--all` in the last case).
"""

from __future__ import annotations

import numpy as np
import pytest

from core.labels import MALIGNANT, SLICE_CLASSES
from core.models.registry import DEFAULT_MODEL
from core.pipeline import analyze
from core.risk import PatientSettings
from core.worklist.outlines import unpack
from dashboard.services.sample_results import heat, kept
from tools.sample_results.write import sample_series
from tools.studies.shipped_models import load_shipped, shipped_models

CARDS = shipped_models()
FILES = sorted(kept.DATA.glob("*/*.npz"))
MOST_BYTES = 2_000_000


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_each_is_of_a_shipped_model_as_it_is_now(file):
    assert kept.read(file, CARDS[file.name.split(".")[0]]) is not None


@pytest.mark.parametrize("sample", SLICE_CLASSES)
def test_the_default_model_has_one_of_each_sample_that_is_made_anew_alike(sample):
    card, series = CARDS[DEFAULT_MODEL], sample_series(sample)
    settings = PatientSettings.from_card(card.card)
    stored = unpack(kept.read(kept.analysis_file(sample, card.name), card), series, settings)
    assert stored.patient.category == sample
    made = analyze(series, load_shipped(card.name))
    assert made.patient.category == stored.patient.category
    # Another processor rounds the last digits differently.
    assert made.patient.p_malignant == pytest.approx(stored.patient.p_malignant, abs=0.01)
    assert len(made.lesions) == len(stored.lesions)
    assert np.mean(made.mask != stored.mask) < 1e-4
    assert {one.code for one in made.cautions} == {one.code for one in stored.cautions}


def test_the_tours_heatmap_is_of_its_most_suspicious_slice():
    card, series = CARDS[DEFAULT_MODEL], sample_series(MALIGNANT)
    settings = PatientSettings.from_card(card.card)
    stored = unpack(kept.read(kept.analysis_file(MALIGNANT, card.name), card), series, settings)
    answer = heat.unpacked(kept.read(kept.heat_file(MALIGNANT, card.name), card), series, card)
    explanation = answer.explanation
    assert explanation.slice_index == stored.most_suspicious()
    assert explanation.heatmap.shape == series.volume.shape[1:]
    assert answer.volume.shape == (1, *series.volume.shape[1:])
    # The words beside it were made from the same map.
    on_lesion = stored.mask[explanation.slice_index] >= 2
    share = explanation.heatmap[on_lesion].sum() / explanation.heatmap.sum()
    assert share == pytest.approx(explanation.overlap.energy_in_lesion, abs=0.01)
    assert [one.name for one in answer.quality.items]


def test_together_they_are_small():
    assert sum(file.stat().st_size for file in FILES) < MOST_BYTES
