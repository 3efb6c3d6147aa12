from __future__ import annotations

from dashboard.security import arrival
from dashboard.state import links
from dashboard.state.links import Links, Whereabouts
from dashboard.state.origin import Sample, Upload
from dashboard.state.session import Session
from tests.dashboard.tiny_case import discovery_of, tiny_series

PLACE = Whereabouts("ada", Sample("normal"), "1.2.3")


def test_a_link_is_good_for_the_person_who_opened_the_series():
    held = Links()
    held.remember("link", PLACE)
    assert held.find("link", "ada") == PLACE
    assert held.find("link", "eve") is None
    assert held.find("link", "") is None
    assert held.find("other", "ada") is None
    held.remember("nobodys", Whereabouts("", Sample("normal"), "1.2.3"))
    assert held.find("nobodys", "") is None


def test_the_one_used_longest_ago_is_forgotten_first():
    held = Links(most=2)
    held.remember("a", PLACE)
    held.remember("b", PLACE)
    held.find("a", "ada")
    held.remember("c", PLACE)
    assert [name for name in "abc" if held.find(name, "ada")] == ["a", "c"]


def test_nothing_of_an_upload_is_remembered(monkeypatch):
    held = Links()
    monkeypatch.setattr(links, "LINKS", held)
    monkeypatch.setattr(arrival, "person", lambda: "ada")
    session = Session()
    series = tiny_series()
    (sample,) = session.list_found(discovery_of(series), Sample("normal"))
    (upload,) = session.list_found(discovery_of(series), Upload())
    links.remember([sample, upload])
    assert held.find(sample.place.link, "ada") == Whereabouts(
        "ada", Sample("normal"), series.uid, n_slices=6
    )
    assert held.find(upload.place.link, "ada") is None
