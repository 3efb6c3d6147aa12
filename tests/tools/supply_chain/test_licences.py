"""No package under the GPL or AGPL is imported, and each package's licence is known."""

from __future__ import annotations

import importlib.metadata
import json
from email.message import Message

import pytest

from tools.server import ROOT
from tools.supply_chain.__main__ import main
from tools.supply_chain.licences import LESSER, is_allowed, licence_of, refused
from tools.supply_chain.pins import pins


def metadata(**fields: str | list[str]) -> Message:
    """`License_Expression="MIT"`; a list gives a field several times."""
    message = Message()
    for name, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            message[name.replace("_", "-")] = value
    return message


def test_every_package_of_the_app_has_a_licence_that_may_be_used():
    licences = {name: licence_of(importlib.metadata.metadata(name)) for name in pins()}
    assert len(licences) > 100
    assert refused(licences.items()) == {}


def test_those_under_the_lesser_gpl_are_still_needed():
    assert LESSER.keys() <= pins().keys()


def test_what_the_viewer_brings_may_be_used():
    lock = ROOT / "dashboard/components/viewer/package-lock.json"
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    licences = {place: package["license"] for place, package in packages.items()}
    assert "node_modules/@niivue/niivue" in licences
    assert refused(licences.items()) == {}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"License_Expression": "BSD-3-Clause", "License": "whatever"}, "BSD-3-Clause"),
        ({"License": "Apache 2.0"}, "Apache-2.0"),
        ({"License": "MIT", "Classifier": "License :: OSI Approved :: BSD License"}, "MIT"),
        # The name of a file, the whole text, nothing: the classifiers say it.
        (
            {"License": "LICENSE", "Classifier": "License :: OSI Approved :: MIT License"},
            "MIT",
        ),
        (
            {
                "License": "Copyright (c)\nAll rights reserved, and so on for many lines",
                "Classifier": ["License :: OSI Approved :: BSD License", "Topic :: Scientific"],
            },
            "BSD License",
        ),
        (
            {
                "Classifier": [
                    "License :: OSI Approved :: MIT License",
                    "License :: OSI Approved :: GNU General Public License v3 (GPLv3)",
                ]
            },
            "MIT AND GNU General Public License v3 (GPLv3)",
        ),
        ({"License": "Own words"}, "Own words"),
        ({}, ""),
    ],
)
def test_a_licence_is_read_from_what_a_package_says(fields, expected):
    assert licence_of(metadata(**fields)) == expected


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("(Apache-2.0 OR BSD-3-Clause) AND Zlib", True),
        ("Apache-2.0 WITH LLVM-exception AND MIT", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("MIT AND GPL-2.0-or-later", False),
        ("MIT OR GPL-2.0-or-later", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("LGPL-3.0-only", False),
        ("Own words", False),
        ("", False),
    ],
)
def test_gpl_agpl_and_what_is_unknown_is_refused(licence, allowed):
    assert is_allowed(licence) is allowed


def test_the_lesser_gpl_is_allowed_for_the_named_packages_alone():
    assert is_allowed("LGPL-3.0-only", "psycopg")
    assert refused([("psycopg", "GPL-3.0-only"), ("other", "LGPL-3.0-only"), ("one", "MIT")]) == {
        "psycopg": "GPL-3.0-only",
        "other": "LGPL-3.0-only",
    }


def test_the_command_lists_them_and_says_which_is_refused(capsys, monkeypatch):
    assert main(["licences"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert len(listed) == len(pins())
    assert ["pydicom", "MIT"] in [line.split() for line in listed]
    monkeypatch.setattr("tools.supply_chain.licences.ALLOWED", frozenset({"MIT"}))
    assert main(["licences"]) == 1
    assert any(line.endswith("REFUSED") for line in capsys.readouterr().out.splitlines())
