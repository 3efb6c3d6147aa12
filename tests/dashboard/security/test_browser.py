"""A browser and the person in it have one owner, which no other has."""

from __future__ import annotations

import re

from dashboard.security.browser import COOKIE, has_cookie, new_cookie, owner_of, person_of
from tests.dashboard.security.signed import BROWSER, OTHER_BROWSER, signed_in


def test_no_script_reads_the_cookie_and_no_other_site_sends_it():
    cookie = new_cookie(secure=True)
    assert re.fullmatch(rf"{COOKIE}=[\w-]{{43}}; Path=/; HttpOnly; SameSite=Strict; Secure", cookie)
    assert "Secure" not in new_cookie(secure=False)
    assert new_cookie(secure=True) != cookie


def test_only_a_cookie_of_our_form_counts():
    assert has_cookie(BROWSER)
    for value in ("", "b" * 42, "b" * 44, "b" * 42 + "/"):
        assert not has_cookie({COOKIE: value})
        assert owner_of({COOKIE: value}) == ""
    assert owner_of({}) == ""


def test_each_browser_and_each_person_in_it_is_an_owner_of_its_own():
    ada, eve = signed_in(email="ada@example.org"), signed_in(email="eve@example.org")
    owners = {
        owner_of(BROWSER),
        owner_of(OTHER_BROWSER),
        owner_of(BROWSER | ada),
        owner_of(BROWSER | eve),
        owner_of(OTHER_BROWSER | ada),
    }
    assert len(owners) == 5
    assert owner_of(BROWSER | ada) == owner_of(signed_in(email="Ada@Example.org") | BROWSER)


def test_an_owner_gives_the_cookie_not_away():
    assert BROWSER[COOKIE] not in owner_of(BROWSER)


def test_a_person_who_signed_in_is_the_same_in_every_browser():
    ada, eve = signed_in(email="ada@example.org"), signed_in(email="eve@example.org")
    assert person_of(BROWSER | ada) == person_of(OTHER_BROWSER | ada) != ""
    assert person_of(BROWSER | ada) != person_of(BROWSER | eve)
    assert "ada" not in person_of(BROWSER | ada)
    forged = signed_in(secret="of someone else " * 3, email="ada@example.org")
    assert person_of(BROWSER | forged) == owner_of(BROWSER)


def test_where_nobody_signs_in_a_browser_is_the_person():
    assert person_of(BROWSER) == owner_of(BROWSER)
    assert person_of(BROWSER) != person_of(OTHER_BROWSER)
    assert person_of({}) == ""
