from dataclasses import replace

import pytest

from core.errors import UsageError
from core.preprocessing import PreprocessingConfig
from core.training.config import TrainingConfig
from core.training.fitting import fit_to_backbone
from core.training.sampler import SamplingConfig
from tests.coded import raises

CONFIG = TrainingConfig(
    preprocessing=PreprocessingConfig(size=64), sampling=SamplingConfig(rows=32, columns=32)
)


@pytest.mark.parametrize(
    ("backbone", "options"),
    [
        ("test_efficientnet", {}),
        ("swin_tiny_patch4_window7_224", {"img_size": 64, "dynamic_img_size": True}),
    ],
)
def test_a_backbone_that_takes_crops_keeps_the_settings(backbone, options):
    config = replace(CONFIG, backbone=backbone)
    # Training slices need not have the side of the slices that are analysed.
    assert fit_to_backbone(config, (96, 96)) == (config, options, None)


def test_a_backbone_of_one_size_is_trained_on_whole_slices():
    config = replace(CONFIG, backbone="efficientformerv2_s0")
    fitted, options, note = fit_to_backbone(config, (64, 64))
    assert (fitted.sampling.rows, fitted.sampling.columns) == (64, 0)
    assert fitted.sampling == replace(config.sampling, rows=64, columns=0)
    assert options == {"img_size": 64}
    assert note.code == "trained_on_whole_slices"
    with raises(UsageError, "slices_of_another_size", "96", "64"):
        fit_to_backbone(config, (96, 96))
