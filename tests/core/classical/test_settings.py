import pytest

from core.classical import ClassicalSettings
from core.errors import CheckpointError


def test_they_come_back_from_what_is_saved():
    settings = ClassicalSettings(most_candidates=7, pooling="max")
    assert ClassicalSettings.from_dict(settings.to_dict()) == settings
    assert ClassicalSettings.from_dict({}) == ClassicalSettings()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"pooling": "sum"}, "pooling is 'sum', expected one of noisy_or, max"),
        ({"level_step_hu": 0}, "level_step_hu is 0, expected a number above 0"),
        ({"smallest_mm2": "big"}, "smallest_mm2 is 'big', expected a number above 0"),
        ({"colour": 1}, "settings \\['colour'\\] are not known to this version"),
    ],
)
def test_what_makes_no_sense_is_named(values, sentence):
    with pytest.raises(CheckpointError, match=sentence):
        ClassicalSettings.from_dict(values)
