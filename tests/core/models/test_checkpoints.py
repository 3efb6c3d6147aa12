"""Checkpoints: complete, safe, and refused with a sentence if they are not ours."""

import json
import pickle
import zipfile

import pytest
import torch

from core.errors import CheckpointError, UnknownModelError
from core.models import (
    available_models,
    build_network,
    checkpoints,
    load_checkpoint,
    load_model,
    sentences,
)
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
    with pytest.raises(UnknownModelError) as refused:
        build_network("resnt50")
    assert refused.value.code == "unknown_backbone"
    assert "resnet50" in str(refused.value)


def test_a_loaded_network_gives_the_same_outputs(checkpoint, network):
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


def change(checkpoint, **changes):
    torch.save({**torch.load(checkpoint, weights_only=True), **changes}, checkpoint)


def refusal(load):
    """The sentence with which the weights or their card are refused."""
    with pytest.raises(CheckpointError) as refused:
        load()
    return refused.value.args[0]


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
    assert refusal(lambda: load_checkpoint(path)) == sentences.not_a_checkpoint("other.pth")
    assert not (tmp_path / "evil-was-here").exists()


def test_missing_file_is_named(tmp_path):
    refused = refusal(lambda: load_checkpoint(tmp_path / "gone.pth"))
    assert refused == sentences.no_weights_file("gone.pth")


def test_a_backbone_that_takes_no_such_option_is_not_that_of_the_weights(checkpoint):
    change(checkpoint, backbone_options={"img_size": 64})
    assert refusal(lambda: load_checkpoint(checkpoint)).code == "weights_do_not_fit"


def test_a_checkpoint_of_an_earlier_version_names_no_options(checkpoint):
    content = torch.load(checkpoint, weights_only=True)
    assert content.pop("backbone_options") == {}
    torch.save(content, checkpoint)
    assert load_checkpoint(checkpoint).backbone == BACKBONE


def test_other_classes_are_named(checkpoint):
    change(checkpoint, class_names=["cat", "dog"])
    refused = refusal(lambda: load_checkpoint(checkpoint))
    assert refused.code == "other_classes"
    assert "['cat', 'dog']" in refused


@pytest.mark.parametrize(
    "damage",
    [
        {"temperature": 0.0},
        {"decoder_channels": [8, 8]},
        {"training": "{"},
        {"state_dict": []},
        {"backbone_options": {"features_only": True}},
    ],
)
def test_a_damaged_checkpoint_is_refused(checkpoint, damage):
    change(checkpoint, **damage)
    refused = refusal(lambda: load_checkpoint(checkpoint))
    assert refused == sentences.incomplete_checkpoint("tiny.pth")


def test_weights_of_another_backbone_are_refused(checkpoint):
    change(checkpoint, state_dict={"a": torch.zeros(1)})
    refused = refusal(lambda: load_checkpoint(checkpoint))
    assert refused == sentences.weights_do_not_fit("tiny.pth", BACKBONE)


def test_a_few_bytes_that_name_a_network_of_gigabytes_are_refused(checkpoint, monkeypatch):
    built = []
    build = checkpoints.build_network

    def build_and_note(*arguments, **named):
        network = build(*arguments, **named)
        built.append(next(network.parameters()).device.type)
        return network

    monkeypatch.setattr(checkpoints, "build_network", build_and_note)
    change(checkpoint, decoder_channels=[4096] * 5)
    refused = refusal(lambda: load_checkpoint(checkpoint))
    assert refused == sentences.weights_do_not_fit("tiny.pth", BACKBONE)
    # Without memory for its weights.
    assert built == ["meta"]


@pytest.mark.parametrize("part", ["state_dict", "int8_scales"])
def test_a_tensor_that_repeats_its_values_is_refused(checkpoint, part):
    change(checkpoint, **{part: {"a": torch.zeros(1, dtype=torch.int8).expand(10**9)}})
    refused = refusal(lambda: load_checkpoint(checkpoint))
    assert refused == sentences.incomplete_checkpoint("tiny.pth")


@pytest.mark.parametrize(
    "tensor", [torch.zeros(3, device="meta"), torch.zeros(3).to_sparse()], ids=["meta", "sparse"]
)
def test_a_tensor_of_another_kind_is_refused(checkpoint, tensor):
    change(checkpoint, state_dict={"a": tensor})
    refused = refusal(lambda: load_checkpoint(checkpoint))
    assert refused == sentences.incomplete_checkpoint("tiny.pth")


def test_a_packed_checkpoint_is_not_unpacked(checkpoint):
    change(checkpoint, state_dict={"a": torch.zeros(10**6)})
    with zipfile.ZipFile(checkpoint) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(checkpoint, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    assert checkpoint.stat().st_size < 100_000
    refused = refusal(lambda: load_checkpoint(checkpoint))
    assert refused == sentences.not_a_checkpoint("tiny.pth")


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
    with pytest.raises(UnknownModelError) as refused:
        load_model("big")
    assert refused.value.args == (sentences.unknown_model("big", ["tiny"]),)


def test_an_empty_weights_folder_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path))
    with pytest.raises(UnknownModelError) as refused:
        load_model()
    assert refused.value.args == (sentences.no_model_cards(tmp_path.name),)


def test_weights_that_differ_from_their_card_are_refused(tmp_path, monkeypatch, checkpoint):
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path))
    write_card(tmp_path, sha256="0" * 64)
    assert refusal(lambda: load_model("tiny")) == sentences.not_the_cards_weights("tiny.pth")


def test_a_damaged_card_is_named(tmp_path, monkeypatch, checkpoint):
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path))
    (tmp_path / "broken.json").write_text("{}")
    assert refusal(available_models) == sentences.not_a_model_card("broken.json")


@pytest.mark.parametrize("key", ["name", "backbone", "file", "sha256"])
@pytest.mark.parametrize("value", [["x"], {}, None, 5, "", "a\0b", "\ud800", "\x1b[31m\n"])
def test_a_card_with_other_than_a_text_there_is_refused(tmp_path, checkpoint, key, value):
    write_card(tmp_path, **{key: value})
    assert refusal(lambda: available_models(tmp_path)) == sentences.not_a_model_card("tiny.json")


@pytest.mark.parametrize("content", [b"[]", b"3", b"\xff\xfe", b"[" * 100_000, None])
def test_a_file_that_is_no_card_is_refused(tmp_path, content):
    path = tmp_path / "z.json"
    path.mkdir() if content is None else path.write_bytes(content)
    assert refusal(lambda: available_models(tmp_path)) == sentences.not_a_model_card("z.json")


@pytest.mark.parametrize("metrics", [["x"], "x", None, 5])
def test_figures_in_another_shape_are_none(tmp_path, checkpoint, metrics):
    write_card(tmp_path, metrics=metrics)
    assert available_models(tmp_path)["tiny"].metrics == {}


def test_every_preprocessing_setting_is_kept(tmp_path, network):
    path = tmp_path / "cropping.pth"
    config = PreprocessingConfig(
        size=64, denoise="median", clahe=True, crop_to_liver=True, slices_without_liver="left_out"
    )
    save_checkpoint(path, network, name="tiny", backbone=BACKBONE, preprocessing=config)
    assert load_checkpoint(path).preprocessing == config


def test_a_senseless_preprocessing_setting_names_the_file(checkpoint):
    settings = {**PreprocessingConfig(size=64).to_dict(), "denoise": "wiener"}
    change(checkpoint, preprocessing=settings)
    refused = refusal(lambda: load_checkpoint(checkpoint))
    assert refused.startswith("tiny.pth: ")
    assert "'wiener'" in refused


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
