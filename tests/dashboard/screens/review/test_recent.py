"""The series that a person opened lately."""

from __future__ import annotations

from dashboard.screens.review import recent
from dashboard.security.sessions import Sessions
from dashboard.state.links import Links, Whereabouts
from dashboard.state.origin import Sample, ServerPath
from dashboard.state.session import Session
from tests.dashboard.tiny_case import open_in, other_series, tiny_series


def held_by(person: str, *contents: Session) -> Sessions:
    sessions = Sessions()
    for number, content in enumerate(contents):
        sessions.arrive(f"{person}-{number}", "browser", content, person)
    return sessions


def test_what_other_pages_of_the_person_hold_comes_first():
    there, here = Session(), Session()
    opened = open_in(there, tiny_series(series_description="Portal venous"))
    links = Links()
    path = ServerPath("/data/ct")
    links.remember("old", Whereabouts("me", path, "1.2", "Arterial", 40))
    links.remember(opened.place.link, Whereabouts("me", path, opened.uid, "Portal venous", 6))
    found = recent.of_person("me", here, held_by("me", there, here), links)
    assert [(one.link, one.title, one.details) for one in found] == [
        (opened.place.link, "Portal venous", "6 × 5 mm"),
        ("old", "Arterial", "40 slices"),
    ]


def test_nobody_else_sees_them():
    there = Session()
    open_in(there, tiny_series())
    links = Links()
    links.remember("old", Whereabouts("me", ServerPath("/data/ct"), "1.2", "Arterial", 40))
    assert recent.of_person("you", Session(), held_by("me", there), links) == []
    assert recent.of_person("", Session(), held_by("", there), links) == []


def test_this_page_holds_nothing_recent_and_samples_have_their_own_cards():
    here = Session()
    open_in(here, tiny_series())
    links = Links()
    links.remember("sample", Whereabouts("me", Sample("benign"), "1.2", "Sample", 48))
    assert recent.of_person("me", here, held_by("me", here), links) == []


def test_no_more_than_a_row_of_them_the_latest_first():
    links = Links()
    for number in range(9):
        where = Whereabouts("me", ServerPath("/data"), str(number), f"S{number}", 10)
        links.remember(f"l{number}", where)
    found = recent.of_person("me", Session(), Sessions(), links)
    assert [one.title for one in found] == ["S8", "S7", "S6", "S5"]


def test_text_of_a_header_is_never_taken_as_html():
    there = Session()
    open_in(there, other_series(series_description="<img src=x>"))
    (one,) = recent.of_person("me", Session(), held_by("me", there), Links())
    assert "<img src=x>" not in recent._card(one)
    assert "&lt;img src=x&gt;" in recent._card(one)


def test_no_patients_name_is_shown_or_kept():
    there = Session()
    open_in(there, tiny_series())
    (one,) = recent.of_person("me", Session(), held_by("me", there), Links())
    assert "Muster" not in recent._card(one)
