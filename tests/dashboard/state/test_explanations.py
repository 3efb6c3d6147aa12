import numpy as np

from dashboard.state.explanations import Answer, Asked, Explanations, Failure, Question
from tests.dashboard.screens.explain.made import explanation, quality


def asked(index: int, mask: str = "slice") -> Asked:
    return Asked(Question("sha", index, "grad_cam", "malignant"), mask)


def answer() -> Answer:
    return Answer(explanation(), quality(), np.zeros((1, 1, 2), np.uint8))


def test_the_answers_asked_for_longest_ago_go_first_with_their_checks():
    known = Explanations(most=2)
    for index in (1, 2):
        known.put(asked(index), answer())
        known.checked[asked(index)] = quality()
    known.get(asked(1))
    known.put(asked(3), answer())
    assert known.get(asked(2)) is None
    assert known.get(asked(1)) is not None
    assert list(known.checked) == [asked(1)]


def test_a_heatmap_serves_for_any_mask():
    known, first = Explanations(), answer()
    known.put(asked(1, "slice"), first)
    assert known.explanation(asked(1, "analysis").question) is first.explanation
    assert known.explanation(asked(2).question) is None


def test_a_failure_counts_as_an_answer_until_it_is_forgotten():
    known = Explanations()
    known.put(asked(1), Failure("no."))
    assert known.unanswered([asked(1), asked(2)]) == asked(2)
    known.forget(asked(1))
    assert known.unanswered([asked(1), asked(2)]) == asked(1)


def test_each_method_has_one_address():
    known = Explanations()
    assert known.published("grad_cam") is known.published("grad_cam")
    assert known.published("grad_cam") is not known.published("saliency")
