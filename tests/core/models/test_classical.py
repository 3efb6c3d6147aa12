"""The classical baseline where a network is expected: forward, loading, engines, heatmaps."""

import json

import numpy as np
import pytest
import torch

from core.attribution import explain
from core.classical import ClassicalSettings
from core.errors import CheckpointError, UsageError
from core.inference import make_engine, predict
from core.labels import BACKGROUND_CODE, BENIGN_CODE, LIVER_CODE, MALIGNANT_CODE
from core.models import available_models, build_network, load_model, save_checkpoint, sentences
from core.models.checkpoints import file_sha256
from core.models.classical import ClassicalNetwork, load_classical
from core.models.registry import WEIGHTS_VARIABLE
from core.preprocessing import PreprocessingConfig, slice_tensors
from tests.core.classical.classifiers import write_classifier
from tests.core.classical.squares import disc
from tests.core.known_network import (
    BACKGROUND_HU,
    LIVER_HU,
    PREPROCESSING,
    block_volume,
    hu_series,
    known_model,
)

#: 50 and 90 HU below the liver: solid and cystic, for the classifier and for the known network.
SOLID_HU, CYST_HU = 55, 15


@pytest.fixture
def baseline(tmp_path):
    """A baseline whose liver outline comes from the known network."""
    outline = known_model()
    return load_classical(write_classifier(tmp_path / "b.onnx"), {}, lambda name: outline)


def block_slice(hu: float) -> np.ndarray:
    """HU (1, 64, 64): a block of liver with a disc of radius 6 at row 30, column 28."""
    volume = block_volume(2)[1:].astype(np.float32)
    volume[0, disc((30, 28), 6)] = hu
    return volume


@pytest.mark.parametrize("engine", ["torch", "onnx", "auto"])
@pytest.mark.parametrize(("hu", "code"), [(SOLID_HU, MALIGNANT_CODE), (CYST_HU, BENIGN_CODE)])
def test_a_dark_disc_is_found_by_every_engine(baseline, engine, hu, code):
    run = make_engine(engine, baseline)
    mask_logits, class_logits = run(slice_tensors(block_slice(hu), PREPROCESSING))
    assert (tuple(mask_logits.shape), tuple(class_logits.shape)) == ((1, 4, 64, 64), (1, 3))
    assert mask_logits.dtype == class_logits.dtype == torch.float32
    codes = mask_logits.argmax(dim=1)[0]
    assert codes[30, 28] == code
    assert codes[15, 15] == LIVER_CODE
    assert codes[2, 2] == BACKGROUND_CODE
    assert class_logits.argmax() == code - 1  # after "normal": benign, malignant


def test_the_outputs_are_log_probabilities(baseline):
    mask_logits, class_logits = baseline.network(
        slice_tensors(block_slice(SOLID_HU), PREPROCESSING)
    )
    assert mask_logits.exp().sum(dim=1).numpy() == pytest.approx(1, abs=1e-4)
    assert class_logits.exp().sum() == pytest.approx(1, abs=1e-4)


def test_the_networks_lesions_are_not_used():
    # The network calls the disc benign; the classifier here finds no lesions, so it is liver.
    network = ClassicalNetwork(
        known_model(),
        lambda features: np.tile(np.float32([1, 0, 0]), (len(features), 1)),
        ClassicalSettings(),
    )
    mask_logits, class_logits = network(slice_tensors(block_slice(CYST_HU), PREPROCESSING))
    assert mask_logits.argmax(dim=1)[0, 30, 28] == LIVER_CODE
    assert class_logits.argmax() == 0


def test_a_series_is_analysed_as_with_a_network(baseline):
    volume = block_volume(6)
    for index in (2, 3):
        volume[index, disc((30, 28), 6)] = SOLID_HU
    prediction = predict(hu_series(volume), baseline)
    assert set(np.unique(prediction.mask[2]).tolist()) == {0, LIVER_CODE, MALIGNANT_CODE}
    assert prediction.probabilities.argmax(axis=1).tolist() == [0, 0, 2, 2, 0, 0]


def test_a_loaded_baseline_has_its_files_facts(baseline, tmp_path):
    assert (baseline.name, baseline.backbone) == ("baseline", "classical_baseline")
    assert baseline.temperature == 1.5
    assert baseline.weights_sha256 == file_sha256(tmp_path / "b.onnx")


def test_there_is_no_second_pass_cropped_to_the_liver(tmp_path):
    closer = PreprocessingConfig(size=64, crop_to_liver=True)
    outline = known_model(preprocessing=closer)
    loaded = load_classical(write_classifier(tmp_path / "b.onnx"), {}, lambda name: outline)
    assert not loaded.preprocessing.crop_to_liver


def test_a_gradient_heatmap_is_refused(baseline):
    series = hu_series(np.full((2, 64, 64), BACKGROUND_HU))
    with pytest.raises(UsageError) as refused:
        explain("grad_cam", baseline, series, 0, "malignant")
    assert refused.value.code == "no_gradient"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A weights folder with a baseline and the network that outlines its liver."""
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path))
    widths = (8, 8, 8, 8, 8)
    save_checkpoint(
        tmp_path / "outline.pth",
        build_network("test_efficientnet", decoder_channels=widths),
        name="outline",
        backbone="test_efficientnet",
        preprocessing=PreprocessingConfig(size=64),
        decoder_channels=widths,
    )
    write_classifier(tmp_path / "baseline.onnx", liver_model="outline")
    write_card(tmp_path, "outline", "test_efficientnet", "outline.pth")
    write_card(tmp_path, "baseline", "classical_baseline", "baseline.onnx")
    return tmp_path


def write_card(folder, name, backbone, file):
    card = {"name": name, "backbone": backbone, "file": file}
    card["sha256"] = file_sha256(folder / file)
    (folder / f"{name}.json").write_text(json.dumps(card))


def test_it_is_listed_and_loaded_by_name(folder):
    assert set(available_models()) == {"outline", "baseline"}
    model = load_model("baseline")
    assert isinstance(model.network, ClassicalNetwork)
    assert model.network.liver_model.name == "outline"
    assert model.card["name"] == "baseline"


def refusal():
    """The sentence with which the baseline is refused."""
    with pytest.raises(CheckpointError) as refused:
        load_model("baseline")
    return refused.value.args[0]


def test_a_changed_file_is_refused(folder):
    write_classifier(folder / "baseline.onnx", liver_model="another")
    write_card(folder, "outline", "test_efficientnet", "outline.pth")
    assert refusal() == sentences.no_liver_model("baseline.onnx", "another", folder.name)
    write_classifier(folder / "baseline.onnx", name="renamed", liver_model="outline")
    assert refusal() == sentences.not_the_cards_weights("baseline.onnx")


def test_an_outline_from_a_baseline_is_refused(folder):
    write_classifier(folder / "baseline.onnx", liver_model="baseline")
    write_card(folder, "baseline", "classical_baseline", "baseline.onnx")
    assert refusal() == sentences.no_liver_model("baseline.onnx", "baseline", folder.name)


def test_a_shipped_network_is_used_if_the_folder_has_none(folder, monkeypatch):
    for file in folder.glob("outline.*"):
        file.rename(folder.parent / file.name)
    monkeypatch.setattr("core.models.registry.shipped_folder", lambda: folder.parent)
    assert load_model("baseline").network.liver_model.name == "outline"


def test_rounding_leaves_the_logits_finite(baseline):
    masks, _ = baseline.network(torch.full((1, 3, 64, 64), LIVER_HU / 255))
    assert torch.isfinite(masks).all()
