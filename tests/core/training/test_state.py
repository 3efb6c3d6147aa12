import pytest
import torch

from core.errors import UsageError
from core.training.state import TrainingState
from tests.coded import raises


def state(width=3):
    torch.manual_seed(0)
    network = torch.nn.Linear(width, 1)
    average = torch.optim.swa_utils.AveragedModel(network)
    optimiser = torch.optim.AdamW(network.parameters(), lr=0.1)
    return TrainingState(
        network, average, optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: 1 / 2)
    )


def test_everything_comes_back(tmp_path):
    first = state()
    first.network(torch.ones(1, 3)).sum().backward()
    first.optimiser.step()
    first.step, first.best_score, first.history = 7, 0.5, [{"step": 7}]
    first.save(tmp_path / "last.pth")
    expected = torch.rand(3)
    second = state()
    second.load(tmp_path / "last.pth")
    assert torch.equal(second.network.weight, first.network.weight)
    assert (second.step, second.best_score, second.history) == (7, 0.5, [{"step": 7}])
    assert torch.equal(torch.rand(3), expected)


@pytest.mark.parametrize(
    "damage",
    ["other", "cut", "text", "nothing", "a list", "step", "history", "average", "random"],
)
def test_a_file_that_does_not_fit_is_refused(tmp_path, damage):
    path = tmp_path / "last.pth"
    state(width=4 if damage == "other" else 3).save(path)
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:700])
    elif damage == "text":
        path.write_text("no weights")
    elif damage == "nothing":
        path.write_bytes(b"")
    elif damage == "a list":
        torch.save([1, 2], path)
    elif damage != "other":
        # A part of another type.
        torch.save({**torch.load(path), damage: "three"}, path)
    with raises(UsageError, "state_does_not_fit", "last.pth"):
        state().load(path)


def test_nothing_to_resume(tmp_path):
    with raises(UsageError, "nothing_to_resume", "last.pth", "run/"):
        state().load(tmp_path / "run" / "last.pth")


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "last.pth"
    state().save(path)
    before = path.read_bytes()

    def full(*_):
        raise RuntimeError("PytorchStreamWriter failed writing file data/0: file write failed")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(UsageError, match=r"last\.pth: can't be written \(PytorchStreamWriter"):
        state().save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["last.pth"]
