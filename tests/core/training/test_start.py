import pytest
import torch

from core.errors import UsageError
from core.models import build_network, load_checkpoint, save_checkpoint
from core.preprocessing import PreprocessingConfig
from core.training.start import (
    continue_from,
    earlier_history,
    load_encoder_in_order,
    same_decoder,
    take_encoder,
)
from tests.coded import raises


def saved(tmp_path, backbone):
    torch.manual_seed(0)
    network = build_network(backbone)
    path = tmp_path / f"{backbone}.pth"
    save_checkpoint(
        path, network, name=backbone, backbone=backbone, preprocessing=PreprocessingConfig()
    )
    return load_checkpoint(path)


def test_a_grown_network_computes_what_the_shallow_one_did(tmp_path):
    shallow = saved(tmp_path, "resnet10t")
    shallow_18 = saved(tmp_path, "resnet18")
    grown = build_network("resnet34").eval()
    # ResNet-34 has 3 + 4 + 6 + 3 blocks, ResNet-18 2 + 2 + 2 + 2.
    assert continue_from(grown, shallow_18) == 8
    slices = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        for before, after in zip(shallow_18.network(slices), grown(slices), strict=True):
            torch.testing.assert_close(before, after)
    with raises(UsageError, "weights_do_not_fit", "resnet10t.pth"):
        continue_from(grown, shallow)


def test_the_same_backbone_takes_every_tensor(tmp_path):
    earlier = saved(tmp_path, "resnet10t")
    network = build_network("resnet10t")
    assert continue_from(network, earlier) == 0
    given = earlier.network.state_dict()
    assert all(torch.equal(value, given[name]) for name, value in network.state_dict().items())


def test_blocks_that_are_not_the_identity_are_refused(tmp_path):
    earlier = saved(tmp_path, "resnet18")
    network = build_network("resnet34")
    network.encoder.model.layer3[5].bn2.weight.data.fill_(1.0)
    with pytest.raises(UsageError):
        continue_from(network, earlier)


def test_the_curve_of_the_earlier_stage_goes_on(tmp_path):
    assert earlier_history(tmp_path / "best.pth") == []
    (tmp_path / "history.json").write_text('[{"step": 5}, {"stage": 2, "step": 3}]')
    assert earlier_history(tmp_path / "best.pth") == [
        {"stage": 1, "step": 5},
        {"stage": 2, "step": 3},
    ]


@pytest.mark.parametrize(
    "content", ["", "{", '{"step": 5}', "[5]", '[{"stage": "two"}]', "[" * 100_000]
)
def test_a_damaged_curve_is_named(tmp_path, content):
    (tmp_path / "history.json").write_text(content)
    with raises(UsageError, "no_curve_of_a_run", "history.json"):
        earlier_history(tmp_path / "best.pth")


def test_first_weights_are_taken_in_order(tmp_path):
    path = tmp_path / "encoder.pth"
    torch.save({"a": torch.ones(2, 3), "b": torch.ones(2), "rest": torch.ones(9)}, path)
    encoder = torch.nn.Linear(3, 2)
    load_encoder_in_order(encoder, path)
    assert torch.equal(encoder.weight, torch.ones(2, 3))


@pytest.mark.parametrize(
    "content",
    [
        b"no weights",
        b"",
        None,
        [1],
        {"a": torch.ones(2, 3)},
        {"a": torch.ones(3, 2), "b": torch.ones(2)},
        {"a": 1, "b": 2},
    ],
    ids=["text", "nothing", "no file", "a list", "too few", "other shapes", "no tensors"],
)
def test_first_weights_that_do_not_fit_are_refused(tmp_path, content):
    path = tmp_path / "encoder.pth"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        torch.save(content, path)
    with raises(UsageError, "no_first_weights", "encoder.pth"):
        load_encoder_in_order(torch.nn.Linear(3, 2), path)


def test_a_new_decoder_takes_the_encoder_alone(tmp_path):
    earlier = saved(tmp_path, "resnet10t")
    network = build_network("resnet10t", decoder_channels=(16, 12, 8, 8))
    assert not same_decoder(network, earlier)
    assert same_decoder(build_network("resnet10t"), earlier)
    take_encoder(network, earlier)
    given = earlier.network.encoder.state_dict()
    assert all(torch.equal(v, given[k]) for k, v in network.encoder.state_dict().items())
    with pytest.raises(UsageError):
        take_encoder(build_network("resnet18"), earlier)
