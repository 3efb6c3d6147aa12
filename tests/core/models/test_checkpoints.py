"""Checkpoints: whole, safe, and refused with a sentence when they are not ours."""

import json
import pickle

import pytest
import torch

from core.errors import CheckpointError, UnknownModelError
from core.models import available_models, build_network, load_checkpoint, load_model
from core.models.checkpoints import file_sha256, save_checkpoint
from core.models.registry import WEIGHTS_VARIABLE
from core.preprocessing import PreprocessingConfig

BACKBONE = "test_efficientnet"


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return build_network(BACKBONE).eval()


@pytest.fixture
def checkpoint(tmp_path, network):
    path = tmp_path / "tiny.pth"
    save_checkpoint(
        path,
        network,
        name="tiny",
        backbone=BACKBONE,
        preprocessing=PreprocessingConfig(size=64),
        temperature=1.5,
    )
    return path


def test_network_shapes(network):
    with torch.no_grad():
        masks, classes = network(torch.rand(2, 3, 64, 96))
    assert masks.shape == (2, 4, 64, 96)
    assert classes.shape == (2, 3)


def test_unknown_backbone_suggests_close_names():
    with pytest.raises(UnknownModelError, match="resnet50"):
        build_network("resnt50")


def test_comes_back_with_the_same_outputs(checkpoint, network):
    model = load_checkpoint(checkpoint)
    x = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        expected, found = network(x), model.network(x)
    assert torch.equal(expected[0], found[0])
    assert torch.equal(expected[1], found[1])
    assert model.temperature == 1.5
    assert model.preprocessing.size == 64
    assert model.name == "tiny"
    assert not model.network.training


def test_half_precision_halves_the_file(tmp_path, network, checkpoint):
    path = tmp_path / "half.pth"
    save_checkpoint(
        path,
        network,
        name="half",
        backbone=BACKBONE,
        preprocessing=PreprocessingConfig(),
        storage="float16",
    )
    assert path.stat().st_size < 0.65 * checkpoint.stat().st_size
    assert next(load_checkpoint(path).network.parameters()).dtype == torch.float32


class Evil:
    def __reduce__(self):
        return (open, ("evil-was-here", "w"))


@pytest.mark.parametrize("content", ["text", "pickle", "tensor", "foreign", "truncated"])
def test_a_file_that_is_not_ours_is_refused_and_never_run(
    tmp_path, monkeypatch, checkpoint, content
):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "other.pth"
    if content == "text":
        path.write_text("not weights")
    elif content == "pickle":
        path.write_bytes(pickle.dumps(Evil()))
    elif content == "tensor":
        torch.save(torch.zeros(3), path)
    elif content == "foreign":
        torch.save({"state_dict": {"a": torch.zeros(1)}}, path)
    else:
        path.write_bytes(checkpoint.read_bytes()[:5000])
    with pytest.raises(CheckpointError, match=r"other\.pth: not a LiverLens checkpoint"):
        load_checkpoint(path)
    assert not (tmp_path / "evil-was-here").exists()


def test_missing_file_is_named(tmp_path):
    with pytest.raises(CheckpointError, match=r"gone\.pth"):
        load_checkpoint(tmp_path / "gone.pth")


def write_card(folder, **changes):
    file = folder / "tiny.pth"
    card = {
        "name": "tiny",
        "backbone": BACKBONE,
        "file": "tiny.pth",
        "sha256": file_sha256(file),
        "metrics": {"n_slices": 3},
    }
    (folder / "tiny.json").write_text(json.dumps(card | changes))


def test_registry_reads_cards(tmp_path, monkeypatch, checkpoint):
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path))
    write_card(tmp_path)
    models = available_models()
    assert list(models) == ["tiny"]
    assert models["tiny"].metrics == {"n_slices": 3}
    assert load_model().name == "tiny"
    with pytest.raises(UnknownModelError, match="there are tiny"):
        load_model("big")


def test_weights_that_differ_from_their_card_are_refused(tmp_path, monkeypatch, checkpoint):
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path))
    write_card(tmp_path, sha256="0" * 64)
    with pytest.raises(CheckpointError, match="SHA-256"):
        load_model("tiny")


def test_a_damaged_card_is_named(tmp_path, monkeypatch, checkpoint):
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path))
    (tmp_path / "broken.json").write_text("{}")
    with pytest.raises(CheckpointError, match=r"broken\.json"):
        available_models()


def test_every_preprocessing_setting_is_kept(tmp_path, network):
    path = tmp_path / "cropping.pth"
    config = PreprocessingConfig(
        size=64, denoise="median", clahe=True, crop_to_liver=True, slices_without_liver="left_out"
    )
    save_checkpoint(path, network, name="tiny", backbone=BACKBONE, preprocessing=config)
    assert load_checkpoint(path).preprocessing == config


def test_a_preprocessing_setting_that_makes_no_sense_names_the_file(checkpoint):
    content = torch.load(checkpoint, weights_only=True)
    content["preprocessing"]["denoise"] = "wiener"
    torch.save(content, checkpoint)
    with pytest.raises(CheckpointError, match=r"tiny\.pth: .*denoise is 'wiener', expected one of"):
        load_checkpoint(checkpoint)


def test_another_decoder_is_built_from_the_file(tmp_path):
    path = tmp_path / "half.pth"
    network = build_network("resnet10t", decoder_channels=(16, 12, 8, 8)).eval()
    save_checkpoint(
        path, network, name="half", backbone="resnet10t", preprocessing=PreprocessingConfig()
    )
    again = load_checkpoint(path).network
    assert (again.decoder_name, again.decoder_channels) == ("unet", (16, 12, 8, 8))
    slices = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(again(slices)[0], network(slices)[0])
