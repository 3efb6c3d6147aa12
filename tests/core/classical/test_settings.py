import pytest

from core.classical import ClassicalSettings, sentences
from core.errors import CheckpointError


def test_settings_survive_being_saved():
    settings = ClassicalSettings(most_candidates=7, pooling="max")
    assert ClassicalSettings.from_dict(settings.to_dict()) == settings
    assert ClassicalSettings.from_dict({}) == ClassicalSettings()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"pooling": "sum"}, sentences.unknown_pooling("sum", ["noisy_or", "max"])),
        ({"level_step_hu": 0}, sentences.setting_not_positive("level_step_hu", 0)),
        ({"smallest_mm2": "big"}, sentences.setting_not_positive("smallest_mm2", "big")),
        ({"colour": 1}, sentences.unknown_settings(["colour"])),
    ],
)
def test_a_senseless_setting_is_named(values, expected):
    with pytest.raises(CheckpointError) as refused:
        ClassicalSettings.from_dict(values)
    assert (refused.value.code, str(refused.value)) == (expected.code, expected)
