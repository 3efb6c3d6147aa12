import pytest

from dashboard.screens.explain.question import Question, ask, target_name
from dashboard.state.explain_choice import Choice


def test_only_what_differs_from_the_defaults_is_part_of_the_question():
    choice = Choice(method="occlusion", target="lesion", smooth_samples=8)
    choice.set_parameter("occlusion", "window", 24)  # the default
    choice.set_parameter("occlusion", "stride", 6)
    # SmoothGrad is for gradients, and occlusion takes none.
    expected = Question("digest", "sha", 3, "occlusion", "lesion", (("stride", 6),), 0)
    assert ask(choice, "digest", "sha", 3) == expected


def test_the_same_by_another_method_has_that_methods_settings():
    choice = Choice(method="occlusion", smooth_samples=8)
    choice.set_parameter("occlusion", "stride", 6)
    question = ask(choice, "digest", "sha", 3, "saliency")
    assert (question.method, question.parameters, question.smooth_samples) == ("saliency", (), 8)


@pytest.mark.parametrize(
    ("target", "name"),
    [("malignant", "malignant-looking"), ("normal", "normal"), ("lesion", "lesion-mask")],
)
def test_targets_in_a_sentence(target, name):
    assert target_name(target) == name
