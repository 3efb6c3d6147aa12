"""The classical baseline trained on small slices, whose liver is told by HU bands."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from core.classical import FAMILIES, FEATURE_NAMES, POOLINGS, ClassicalSettings
from core.errors import TrainingDataError, UsageError
from core.models.classical import ClassicalNetwork, load_classical
from core.training import classical
from core.training.candidate_classifiers import (
    CLASSIFIERS,
    cross_validate,
    families_alone,
    fit,
)
from core.training.candidate_samples import CandidateSamples
from core.training.classical import ClassicalConfig, train_classical
from core.training.evaluate import evaluate_checkpoint
from tests.coded import raises
from tests.core.known_network import BACKGROUND_HU, known_model


@pytest.fixture
def samples():
    """180 candidates of 6 people; the kind is told by how far they lie below the liver."""
    kind = np.tile([0, 1, 2], 60)
    features = np.random.default_rng(0).normal(0, 1, (180, len(FEATURE_NAMES)))
    features[:, FEATURE_NAMES.index("histogram.below_liver_hu")] = np.array([10, 90, 50])[kind]
    return CandidateSamples(
        features.astype(np.float32), kind, np.repeat(np.arange(6), 30), np.zeros(180, bool)
    )


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_each_classifier_learns_what_tells_the_kinds_apart(name, samples):
    classifier = fit(name, samples, real_weight=1.0, seed=0)
    assert (classifier.predict(samples.features) == samples.kind).mean() > 0.95
    held_out = cross_validate(name, samples, real_weight=1.0, folds=3, seed=0)
    assert held_out["auc_lesion"] > 0.95
    assert held_out["n"] == 180


def test_a_person_is_never_on_both_sides_of_the_cross_validation(samples, monkeypatch):
    seen = []

    def note(name, part, **options):
        seen.append(set(part.subject.tolist()))
        return fit(name, part, **options)

    monkeypatch.setattr("core.training.candidate_classifiers.fit", note)
    cross_validate("logistic_regression", samples, real_weight=1.0, folds=3, seed=0)
    assert [len(people) for people in seen] == [4, 4, 4]
    assert set.intersection(*seen) == set()


def test_only_the_family_that_tells_the_kinds_does_so_alone(samples):
    alone = families_alone("logistic_regression", samples, real_weight=1.0, folds=3, seed=0)
    assert alone["histogram"]["auc_lesion"] > 0.95
    assert all(0.3 < alone[name]["auc_lesion"] < 0.7 for name in ("texture", "shape", "edge"))


def test_more_weight_for_real_candidates_without_lesion_makes_lesions_rarer(samples):
    blurred = replace(samples, features=samples.features * 0 + np.float32(1))
    light, heavy = (
        fit("logistic_regression", blurred, real_weight=weight, seed=0).predict_proba(
            blurred.features[:1]
        )[0]
        for weight in (1.0, 8.0)
    )
    assert light == pytest.approx([1 / 3, 1 / 3, 1 / 3], abs=0.01)
    assert heavy == pytest.approx([0.8, 0.1, 0.1], abs=0.01)


def test_a_kind_without_a_candidate_is_named(samples):
    with raises(TrainingDataError, "no_candidate_of_class", "benign"):
        fit("random_forest", samples.pick(samples.kind != 1), real_weight=1.0, seed=0)


@pytest.fixture
def data(slices_file):
    """The slices of the fixture on a bright background, which the known network leaves out, with
    a fissure in the liver."""
    with np.load(slices_file()) as arrays:
        image = np.where(arrays["label"] == 0, BACKGROUND_HU, arrays["image"]).astype(np.uint8)
    image[:, 22:44, 34:37] = 45
    return slices_file(image=image)


CONFIG = ClassicalConfig(liver_model="known", simulations=2, real_weights=(4.0,), folds=2)


@pytest.fixture
def outline(monkeypatch, tmp_path):
    """The network whose answers are known, with a file of three bytes."""
    file = tmp_path / "known.pth"
    file.write_bytes(b"123")
    model = replace(known_model(), file=file)
    monkeypatch.setattr(classical, "load_model", lambda name: model)
    return model


def test_training_writes_weights_and_the_card_of_them(data, tmp_path, outline):
    lines = []
    path = train_classical(
        CONFIG, data, tmp_path / "w", facts={"limits": ["few"]}, timed=False, report=lines.append
    )
    card = json.loads(path.read_text())
    assert path.name == "classical_baseline.json"
    assert (card["backbone"], card["file"]) == ("classical_baseline", "classical_baseline.onnx")
    assert card["limits"] == ["few"]
    assert (card["liver_outline"]["model"], card["liver_outline"]["file_bytes"]) == ("known", 3)
    assert card["liver_outline"]["weights_sha256"] == outline.weights_sha256
    assert set(card["classifiers_compared"]) == set(CLASSIFIERS)
    assert set(card["families_alone"]) == set(FAMILIES)
    assert not set(card["split"]["train"]) & set(card["split"]["test"])
    assert card["patient"]["weights_sha256"] == card["sha256"]

    model = load_classical(path.with_suffix(".onnx"), card, lambda name: outline)
    assert model.weights_sha256 == card["sha256"]
    trials = model.training["trials"]
    assert len(trials) == len(lines) - 1 == len(CLASSIFIERS) * len(POOLINGS)
    best = max(trials, key=lambda row: row["score"])
    assert card["classifier"] == {key: best[key] for key in card["classifier"]}
    assert model.network is not outline.network
    figures = evaluate_checkpoint(model, data)
    assert figures["lesion_dice"] == card["metrics"]["lesion_dice"]
    assert figures["liver_dice"] > 0.95
    assert figures["subjects_seen_in_training"] == 0


def test_an_outline_from_a_baseline_is_refused(data, tmp_path, monkeypatch):
    network = ClassicalNetwork(known_model(), lambda features: features, ClassicalSettings())
    monkeypatch.setattr(classical, "load_model", lambda name: known_model(network))
    with raises(UsageError, "no_liver_outline_of_its_own", "known"):
        train_classical(CONFIG, data, tmp_path)


def test_settings_come_back_from_a_card():
    assert ClassicalConfig.from_dict(json.loads(json.dumps(asdict(CONFIG)))) == CONFIG
    with raises(UsageError, "settings_unusable", "'steps'"):
        ClassicalConfig.from_dict({"steps": 3})
