from __future__ import annotations

import pytest

from dashboard.security.identity import Identity
from dashboard.security.people import People

ADA = Identity({"email": "Ada@Example.org", "groups": ["radiology", "staff"], "role": "chief"})


@pytest.mark.parametrize(
    ("listed", "included"),
    [
        ("ada@example.org", True),
        ("eve@example.org, ADA@example.org", True),
        ("@example.org", True),
        ("@ample.org", False),
        ("example.org@evil.org", False),
        ("groups=radiology", True),
        ("groups=radio", False),
        ("role=chief", True),
        ("role=chie", False),
        ("", False),
    ],
)
def test_people_by_address_domain_or_claim(listed, included):
    assert People.parse(listed).include(ADA) is included


def test_an_unchecked_address_is_on_no_list():
    unchecked = Identity({"email": "ada@example.org", "email_verified": False})
    assert not People.parse("ada@example.org, @example.org").include(unchecked)


def test_an_empty_list_is_false():
    assert not People.parse(" , ")
    assert People.parse("@example.org")


@pytest.mark.parametrize("text", ["ada", "@", "groups=", "=radiology"])
def test_what_names_nobody_is_refused(text):
    with pytest.raises(ValueError, match="names nobody"):
        People.parse(text)
