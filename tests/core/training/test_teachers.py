"""Several networks teach as one, the mean of their probabilities."""

import json
import math
from dataclasses import replace

import pytest
import torch
from torch import nn

from core.errors import UsageError
from core.models import build_network, load_checkpoint, save_checkpoint
from core.preprocessing import PreprocessingConfig
from core.training.config import TrainingConfig
from core.training.sampler import SamplingConfig
from core.training.teachers import Teachers, load_teachers
from core.training.train import run_training
from tests.coded import raises

SLICES = PreprocessingConfig(size=64)


class Sure(nn.Module):
    """Says the same of every slice: `p` of class 1, shifted as logits may be."""

    def __init__(self, p, shift=0.0):
        super().__init__()
        self.logits = torch.tensor([math.log(1 - p), math.log(p)]) + shift

    def forward(self, inputs):
        n = inputs.shape[0]
        return self.logits.view(1, 2, 1, 1).expand(n, 2, 1, 3), self.logits.expand(n, 2)


@pytest.fixture
def checkpoint(tmp_path):
    def write(name, preprocessing=SLICES):
        backbone = "test_efficientnet"
        network = build_network(backbone)
        path = tmp_path / f"{name}.pth"
        save_checkpoint(path, network, name=name, backbone=backbone, preprocessing=preprocessing)
        return path

    return write


@pytest.fixture
def models(checkpoint):
    return [load_checkpoint(checkpoint(name)) for name in ("first", "second")]


def test_probabilities_are_averaged_not_logits(models):
    networks = Sure(0.8), Sure(0.4, shift=7.0)
    teachers = Teachers([replace(m, network=n) for m, n in zip(models, networks, strict=True)])
    masks, classes = teachers(torch.zeros(2, 3, 1, 3))
    assert masks.shape == (2, 2, 1, 3) and classes.shape == (2, 2)
    # (0.8 + 0.4) / 2; the mean of the logits would give 0.62.
    assert masks.softmax(dim=1)[:, 1].numpy() == pytest.approx(0.6)
    assert classes.softmax(dim=1)[:, 1].numpy() == pytest.approx(0.6)


def test_one_teacher_is_heard_as_it_speaks(models):
    teachers = Teachers([replace(models[0], network=Sure(0.4, shift=7.0))])
    assert teachers(torch.zeros(1, 3, 1, 3))[1].tolist() == [Sure(0.4, shift=7.0).logits.tolist()]


def test_no_file_is_no_teacher():
    assert load_teachers([], SLICES) is None


def test_a_teacher_of_slices_prepared_otherwise_is_refused(checkpoint):
    same, other = checkpoint("same"), checkpoint("other", replace(SLICES, hu_range=(-100, 300)))
    with raises(UsageError, "teacher_sees_otherwise", "other.pth"):
        load_teachers([same, other], SLICES)


def test_a_run_learns_from_its_teachers_and_names_them(checkpoint, slices_file, tmp_path):
    config = TrainingConfig(
        backbone="test_efficientnet",
        steps=2,
        evaluate_every=2,
        slice_head_batches=0,
        sampling=SamplingConfig(batch_size=4, rows=64),
        preprocessing=SLICES,
    )
    files, data = [checkpoint("first"), checkpoint("second")], slices_file()
    taught = run_training(config, data, tmp_path / "taught", teachers=files)
    alone = run_training(config, data, tmp_path / "alone")
    # The same batches: what the teachers add is the loss that is more.
    assert taught.history[0]["loss"] > alone.history[0]["loss"]
    record = json.loads((tmp_path / "taught" / "run.json").read_text())["teachers"]
    assert [each["name"] for each in record] == ["first", "second"]
    assert record[0]["weights_sha256"] == load_checkpoint(files[0]).weights_sha256
    assert json.loads((tmp_path / "alone" / "run.json").read_text())["teachers"] == []
