"""The whole recipe with a model that crops to the liver, on a phantom whose truth is known."""

import math
from dataclasses import replace

import pytest

from core.models import load_model
from core.phantom import make_phantom
from core.pipeline import analyze


def dice(found, truth):
    return 2 * (found & truth).sum() / (found.sum() + truth.sum())


@pytest.fixture(scope="module")
def phantom():
    """12 slices of 128 x 128 with cysts."""
    return make_phantom("benign", n_slices=12, size=128, seed=31)


def test_a_cropping_model_analyses_a_phantom(phantom):
    model = load_model("tf_efficientnet_lite0")
    cropping = replace(model, preprocessing=replace(model.preprocessing, crop_to_liver=True))
    seen = []
    analysis = analyze(
        phantom.series, cropping, progress=lambda *step: seen.append(step), engine="torch"
    )
    assert seen[0] == (0, 12)
    assert seen[-1] == (12, 12)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert analysis.mask.shape == phantom.series.volume.shape
    assert dice(analysis.mask > 0, phantom.mask > 0) > 0.85
    # The largest cyst is where it was put; slices are 16 mm apart here.
    largest = max(phantom.lesions, key=lambda lesion: lesion.diameter_mm)
    assert math.dist(analysis.lesions[0].centroid_mm, largest.centre_mm) < 10
