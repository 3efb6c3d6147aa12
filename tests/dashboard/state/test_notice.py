import pytest

from core.errors import InputError, UsageError
from core.sentence import sentence
from dashboard.state.notice import Action, Notices, attempt


def texts(notices: Notices) -> list[str]:
    return [notice.text for notice in notices]


def shown_on(notices: Notices, page: str) -> None:
    """A run of that page to its end."""
    notices.go_to(page)
    notices.were_shown(list(notices), page)


def test_the_same_sentence_is_not_shown_twice():
    notices = Notices()
    for text in ("a", "a", "b"):
        notices.add(text)
    assert texts(notices) == ["a", "b"]


def test_a_notice_is_dismissed():
    notices = Notices()
    notices.add("a")
    notices.add("b")
    notices.dismiss([notices[0]])
    assert texts(notices) == ["b"]


def test_a_notice_goes_when_the_person_goes_to_another_page():
    notices = Notices()
    notices.add("a")
    shown_on(notices, "Review")
    shown_on(notices, "Review")
    assert texts(notices) == ["a"]
    shown_on(notices, "Models")
    assert texts(notices) == []


def test_what_concerns_the_whole_session_stays():
    notices = Notices()
    notices.add("the store is locked", "warning", stays=True)
    for page in ("Review", "Models"):
        shown_on(notices, page)
    assert texts(notices) == ["the store is locked"]


def test_none_goes_unseen():
    notices = Notices()
    notices.add("a", about=Action.OPEN)
    notices.go_to("Review")  # a run that gave way to another one before its end
    notices.try_again(Action.OPEN)
    shown_on(notices, "Models")
    assert texts(notices) == ["a"]
    shown_on(notices, "Review")
    assert texts(notices) == []


def test_one_that_came_while_the_page_was_drawn_is_shown_by_the_next_run():
    notices = Notices()
    drawn = list(notices)
    notices.add("a")
    notices.were_shown(drawn, "Review")
    notices.go_to("Models")
    assert texts(notices) == ["a"]


def test_what_was_said_of_an_action_goes_when_it_is_tried_again():
    notices = Notices()
    with attempt(notices, Action.OPEN):
        raise InputError("not a CT.")
    with attempt(notices, Action.ANALYSE):
        raise UsageError("no model.")
    shown_on(notices, "Review")
    assert [(notice.kind, notice.text) for notice in notices] == [
        ("error", "not a CT."),
        ("error", "no model."),
    ]
    with attempt(notices, Action.OPEN):
        pass
    assert texts(notices) == ["no model."]


def test_a_notice_knows_which_sentence_it_is():
    @sentence
    def not_a_ct() -> str:
        return "This is not a CT."

    notices = Notices()
    with attempt(notices, Action.OPEN):
        raise InputError(not_a_ct())
    assert notices[0].code == "not_a_ct"


def test_a_fault_of_the_program_is_no_notice():
    notices = Notices()
    with pytest.raises(ZeroDivisionError), attempt(notices, Action.OPEN):
        raise ZeroDivisionError
    assert len(notices) == 0
