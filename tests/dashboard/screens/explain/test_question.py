import pytest

from dashboard.screens.explain.question import ask, is_quick, target_name
from dashboard.state.explain_choice import Choice
from dashboard.state.explanations import Question, Setting


def test_only_what_differs_from_the_defaults_is_part_of_the_question():
    choice = Choice(method="occlusion", target="lesion", smooth_samples=8)
    choice.set_parameter("occlusion", "window", 24)  # the default
    choice.set_parameter("occlusion", "stride", 6)
    # SmoothGrad is for gradients, and occlusion takes none.
    expected = Question("sha", 3, "occlusion", "lesion", (Setting("stride", 6),), 0)
    assert ask(choice, "sha", 3) == expected
    assert expected.parameters == {"stride": 6}


def test_the_same_by_another_method_has_that_methods_settings():
    choice = Choice(method="occlusion", smooth_samples=8)
    choice.set_parameter("occlusion", "stride", 6)
    question = ask(choice, "sha", 3, "saliency")
    assert (question.method, question.settings, question.smooth_samples) == ("saliency", (), 8)


@pytest.mark.parametrize(
    ("target", "name"),
    [("malignant", "malignant-looking"), ("normal", "normal"), ("lesion", "lesion-mask")],
)
def test_targets_in_a_sentence(target, name):
    assert target_name(target) == name


@pytest.mark.parametrize(
    ("method", "smooth_samples", "quick"),
    [("grad_cam", 0, True), ("saliency", 8, False), ("occlusion", 0, False)],
)
def test_some_passes_of_the_network_are_quick_and_hundreds_are_not(method, smooth_samples, quick):
    question = Question("sha", 3, method, "lesion", smooth_samples=smooth_samples)
    assert is_quick(question) is quick
