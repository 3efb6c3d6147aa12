import pytest

from core.attribution import sentences
from core.attribution.parameter import Parameter, parameter_values
from core.errors import UsageError

STEPS = Parameter("steps", "Steps", 32, "", minimum=2, maximum=64)
NOISE = Parameter("noise", "Noise", 0.1, "", minimum=0)
BASELINE = Parameter("baseline", "Baseline", "air", "", choices=("air", "blurred"))
ALL = (STEPS, NOISE, BASELINE)


def test_text_and_values_become_the_type_of_the_default():
    values = parameter_values(ALL, {"steps": "16", "noise": "0.25", "baseline": "blurred"}, "m")
    assert values == {"steps": 16, "noise": 0.25, "baseline": "blurred"}
    assert isinstance(values["steps"], int)
    assert parameter_values(ALL, {"steps": 8.0}, "m") == {
        "steps": 8,
        "noise": 0.1,
        "baseline": "air",
    }


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("steps", "1", "a whole number from 2 to 64"),
        ("steps", "2.5", "a whole number from 2 to 64"),
        ("steps", "many", "a whole number from 2 to 64"),
        ("steps", "nan", "a whole number from 2 to 64"),
        ("steps", True, "a whole number from 2 to 64"),
        ("steps", [3], "a whole number from 2 to 64"),
        ("noise", -1, "a number of at least 0"),
        ("noise", "inf", "a number of at least 0"),
        ("baseline", "water", "one of air, blurred"),
        ("baseline", 2, "one of air, blurred"),
    ],
)
def test_an_unusable_value_is_named(name, given, expected):
    with pytest.raises(UsageError) as refused:
        parameter_values(ALL, {name: given}, "m")
    assert refused.value.args == (sentences.unusable_value(name, given, expected),)


@pytest.mark.parametrize("known", [ALL, ()])
def test_an_unknown_parameter_is_named(known):
    with pytest.raises(UsageError) as refused:
        parameter_values(known, {"stride": 2}, "m")
    names = [parameter.name for parameter in known]
    assert refused.value.args == (sentences.unknown_parameter("m", "stride", names),)
