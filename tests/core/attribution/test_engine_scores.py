import pytest
import torch

from core.attribution.engine_scores import EngineScores
from core.attribution.target import TARGETS, ScoreNetwork
from core.errors import UsageError
from core.models import build_network
from core.preprocessing import PreprocessingConfig
from tests.core.known_network import known_model


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(2)
    network = build_network("test_resnet", decoder_channels=(8, 8, 8, 8, 8)).eval()
    return known_model(network.requires_grad_(False), PreprocessingConfig(size=64))


@pytest.mark.parametrize("target", TARGETS)
def test_it_gives_the_scores_of_the_network_in_onnx_runtime(model, target):
    slices = torch.rand(5, 3, 64, 64, generator=torch.Generator().manual_seed(3))
    scores = EngineScores(model, target)
    assert scores._run.name == "onnx"
    with torch.no_grad():
        expected = ScoreNetwork(model.network)(slices)[:, TARGETS.index(target)]
    found = scores(slices)
    assert found.shape == (5, 1)
    torch.testing.assert_close(found[:, 0], expected, atol=1e-3, rtol=1e-4)


def test_it_leaves_the_network_alone(model):
    scores = EngineScores(model, "malignant")
    assert list(scores.parameters()) == []
    slices = torch.zeros(1, 3, 64, 64, requires_grad=True)
    assert not scores(slices.detach()).requires_grad


def test_two_slices_for_each_thread(model, monkeypatch):
    monkeypatch.setattr(torch, "get_num_threads", lambda: 3)
    assert EngineScores(model, "lesion").rows == 6


def test_an_unknown_target(model):
    with pytest.raises(UsageError) as refused:
        EngineScores(model, "cyst")
    assert refused.value.code == "unknown_target"
