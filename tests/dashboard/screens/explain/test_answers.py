import numpy as np

from core.dicom.reference_mask import ReferenceMask
from dashboard.screens.explain.answers import Answer, Answers, Failure, Key, mask_of, unanswered
from dashboard.screens.explain.question import Question
from tests.dashboard.screens.explain.made import explanation, quality
from tests.dashboard.tiny_case import CARD, session_with


def key(index: int, mask: str = "slice") -> Key:
    return Key(Question("digest", "sha", index, "grad_cam", "malignant"), mask)


def answer() -> Answer:
    return Answer(explanation(), quality(), np.zeros((1, 1, 2), np.uint8))


def test_the_answers_asked_for_longest_ago_go_first_with_their_checks():
    answers = Answers(most=2)
    for index in (1, 2):
        answers.put(key(index), answer())
        answers.checked[key(index)] = quality()
    answers.get(key(1))
    answers.put(key(3), answer())
    assert answers.get(key(2)) is None
    assert answers.get(key(1)) is not None
    assert list(answers.checked) == [key(1)]


def test_a_heatmap_serves_for_any_mask():
    answers = Answers()
    first = answer()
    answers.put(key(1, "slice"), first)
    assert answers.explanation(key(1, "analysis").question) is first.explanation
    assert answers.explanation(key(2).question) is None


def test_a_failure_counts_as_an_answer_until_it_is_forgotten():
    answers = Answers()
    answers.put(key(1), Failure("no."))
    assert unanswered(answers, [key(1), key(2)]) == key(2)
    answers.forget(key(1))
    assert unanswered(answers, [key(1), key(2)]) == key(1)


def test_heat_is_held_against_the_best_mask_there_is():
    session = session_with()
    session.card = CARD
    entry = session.entry
    assert mask_of(session, entry, 3).codes is None
    session = session_with(analysed=True)
    session.card, entry = CARD, session.entry
    analysed = mask_of(session, entry, 3)
    assert (analysed.source, analysed.codes.max()) == ("analysis", 3)
    codes = np.full(entry.series.volume.shape, 2, np.uint8)
    session.references[entry.digest] = ReferenceMask("drawn.dcm", codes)
    given = mask_of(session, entry, 3)
    assert (given.source, given.words) == ("reference", "the reference mask drawn.dcm")
    assert given.codes.tolist() == codes[3].tolist()
