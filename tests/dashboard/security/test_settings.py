from __future__ import annotations

import pytest

from core.worklist import OUTLINES_VARIABLE
from dashboard.security.settings import KEEP_VARIABLE, read


def test_on_this_machine_it_answers_to_its_own_names_only():
    assert read({}, "127.0.0.1").hosts == ("localhost", "127.0.0.1", "::1")
    assert read({}, "127.0.0.9").hosts[-1] == "127.0.0.9"


def test_the_public_address_is_one_of_its_names():
    settings = read({"LIVERLENS_PUBLIC_URL": "https://ct.example.org"}, "127.0.0.1")
    assert settings.hosts[-1] == "ct.example.org"
    assert settings.https
    assert settings.sign_in is None


def test_open_to_others_under_no_known_name_it_answers_to_any():
    assert read({"LIVERLENS_SIGN_IN": "off"}, "0.0.0.0").hosts == ()


def test_pages_of_listed_origins_may_frame_it():
    environ = {"LIVERLENS_EMBED_IN": "https://a.example.org, http://b.example.org:8080/"}
    assert read(environ, "127.0.0.1").embed_in == (
        "https://a.example.org",
        "http://b.example.org:8080",
    )


@pytest.mark.parametrize(
    "text", ["a.example.org", "https://a.example.org/x", "*", "https://a;script-src *", "data:x"]
)
def test_what_is_no_origin_is_refused(text):
    with pytest.raises(ValueError, match="LIVERLENS_EMBED_IN"):
        read({"LIVERLENS_EMBED_IN": text}, "127.0.0.1")


@pytest.mark.parametrize("value", ["", "on", "OFF"])
def test_whether_outlines_are_kept_is_on_or_off(value):
    read({KEEP_VARIABLE: value}, "127.0.0.1")


def test_anything_else_is_refused_rather_than_taken_for_off():
    assert KEEP_VARIABLE == OUTLINES_VARIABLE
    with pytest.raises(ValueError, match=KEEP_VARIABLE):
        read({KEEP_VARIABLE: "yes"}, "127.0.0.1")


def test_how_long_records_are_kept_is_a_number_of_days():
    read({"LIVERLENS_KEEP_DAYS": "30"}, "127.0.0.1")
    with pytest.raises(ValueError, match="LIVERLENS_KEEP_DAYS"):
        read({"LIVERLENS_KEEP_DAYS": "a month"}, "127.0.0.1")
