from __future__ import annotations

from functools import partial
from pathlib import Path

import nibabel
import numpy as np
import pytest

from tests.core.known_network import MALIGNANT_HU, block_volume, known_model
from tests.core.weights import untrained_weights


@pytest.fixture(autouse=True)
def _blocks_are_livers(small_livers) -> None:
    """The commands say what they say of a whole liver, though the block has 90 mL."""


@pytest.fixture
def nifti(tmp_path) -> Path:
    """A CT as NIfTI: a block of liver with a malignant block on slices 2 and 3."""
    volume = block_volume(6)
    volume[2:4, 20:30, 24:32] = MALIGNANT_HU
    volume[:, :4, :4] = -1000  # air, without which it would not pass for CT
    # LPS identity, 1.5 x 1.5 x 5 mm, told in RAS.
    affine = np.diag([-1.5, -1.5, 5.0, 1.0])
    path = tmp_path / "ct.nii.gz"
    nibabel.save(nibabel.Nifti1Image(volume.transpose(2, 1, 0), affine), path)
    return path


@pytest.fixture
def known(monkeypatch):
    """`load_model` gives the network whose answers are known."""
    model = known_model()
    monkeypatch.setattr("core.models.load_model", lambda name=None: model)
    return model


@pytest.fixture
def quick_speed(monkeypatch) -> None:
    """A trained model's speed is measured on as few slices as can be."""
    from core.inference.timing import measure_speed

    quick = partial(measure_speed, seconds=0.0)
    monkeypatch.setattr("core.training.card.measure_speed", quick)


@pytest.fixture(scope="session")
def weights_dir(tmp_path_factory) -> Path:
    """One untrained model: its files are real, its answers mean nothing."""
    return untrained_weights(tmp_path_factory.mktemp("weights"))
