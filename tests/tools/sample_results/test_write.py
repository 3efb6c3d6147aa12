"""Which stored results are written again."""

from __future__ import annotations

from dataclasses import replace

from core.labels import MALIGNANT, NORMAL
from core.models.registry import DEFAULT_MODEL
from dashboard.services.sample_results import kept
from tests.dashboard.tiny_case import CARD, tiny_analysis
from tools.sample_results import write


def keep(sample: str, card) -> None:
    file = kept.analysis_file(sample, card.name)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(kept.packed(tiny_analysis(), card))


def test_one_that_is_there_and_of_these_weights_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "DATA", tmp_path)
    assert not write.is_current(NORMAL, CARD)
    keep(NORMAL, CARD)
    assert write.is_current(NORMAL, CARD)
    assert not write.is_current(NORMAL, replace(CARD, sha256="1" * 64))


def test_the_tours_sample_needs_a_heatmap_by_the_default_model(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "DATA", tmp_path)
    card = replace(CARD, name=DEFAULT_MODEL)
    keep(MALIGNANT, card)
    assert not write.is_current(MALIGNANT, card)
    keep(MALIGNANT, CARD)
    assert write.is_current(MALIGNANT, CARD)


def test_results_of_models_that_are_gone_are_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "DATA", tmp_path)
    keep(NORMAL, CARD)
    assert list(write._remove_strangers({CARD.name: CARD})) == []
    assert len(list(write._remove_strangers({}))) == 1
    assert not kept.analysis_file(NORMAL, CARD.name).exists()
