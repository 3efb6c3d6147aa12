import pytest

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
    ("given", "reason"),
    [
        ({"steps": "1"}, "steps is '1': use a whole number from 2 to 64."),
        ({"steps": "2.5"}, "a whole number from 2 to 64"),
        ({"steps": "many"}, "a whole number"),
        ({"steps": "nan"}, "a whole number"),
        ({"steps": True}, "a whole number"),
        ({"noise": -1}, "noise is -1: use a number from 0 on."),
        ({"noise": "inf"}, "a number from 0 on"),
        ({"baseline": "water"}, "baseline is 'water': use one of air, blurred."),
        ({"stride": 2}, "m has no parameter 'stride': choose from steps, noise, baseline."),
    ],
)
def test_what_makes_no_sense_is_named(given, reason):
    with pytest.raises(UsageError, match=reason.replace("(", "\\(")):
        parameter_values(ALL, given, "m")


def test_a_method_without_parameters_says_so():
    with pytest.raises(UsageError, match="saliency has no parameter 'steps': it has none"):
        parameter_values((), {"steps": 2}, "saliency")
