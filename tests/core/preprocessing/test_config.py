import json

import pytest

from core.errors import CheckpointError
from core.preprocessing import PreprocessingConfig


def test_survives_json():
    config = PreprocessingConfig(size=128, window=(200.0, 80.0))
    assert PreprocessingConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_an_unknown_setting_is_named():
    with pytest.raises(CheckpointError, match="sharpen"):
        PreprocessingConfig.from_dict({"sharpen": 1})
