"""Phantoms small enough to be made once and shared."""

from __future__ import annotations

import pytest

from core.phantom import Phantom, make_phantom
from core.phantom.scene import Scene, build_scene


@pytest.fixture(scope="session")
def benign() -> Phantom:
    """24 slices of 128 x 128 with cysts."""
    return make_phantom("benign", n_slices=24, size=128, seed=31)


@pytest.fixture(scope="session")
def benign_scene() -> Scene:
    return build_scene("benign", 31)


@pytest.fixture(scope="session")
def tiny() -> Phantom:
    """4 slices of 64 x 64 with metastases."""
    return make_phantom("malignant", n_slices=4, size=64, seed=5)


@pytest.fixture(scope="session")
def normal_scene() -> Scene:
    return build_scene("normal", 41)


@pytest.fixture(scope="session")
def malignant_scene() -> Scene:
    return build_scene("malignant", 24)
