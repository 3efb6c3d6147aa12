"""A share of the attack suite: every defence holds, and a hole that is planted is found.

The whole run is `make attack`; its figures are in THREATS.md.
"""

from __future__ import annotations

import gc
import json
import sys

import pytest

from core import csv_table
from core.audit import Trail
from core.audit.trail import Checked
from core.errors import InputError
from core.outside import http
from tools.attack import __main__ as program
from tools.attack.arena import Arena
from tools.attack.hostile_text import TEXTS, breaks_csv, breaks_html, breaks_line, breaks_markdown
from tools.attack.kinds import MODULES, audit_trail, kind_of, paths, ssrf, text_in_files
from tools.attack.leads import next_pages
from tools.attack.outside_server import outside_server
from tools.attack.report import table
from tools.attack.tries import Try, refused, tried

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the suite needs Linux")
#: Those that take seconds. What the others try is tried by tests of its own beside them, or in a
#: real browser.
SHORT = ("websockets", "tokens", "paths", "ssrf", "audit-trail")


@pytest.fixture(scope="module")
def arena(tmp_path_factory):
    with Arena(tmp_path_factory.mktemp("attack"), seed=2, is_short=True) as made:
        yield made


@pytest.fixture
def lone_arena(tmp_path):
    """Without a server."""
    with Arena(tmp_path, seed=2, is_short=True) as made:
        yield made


def failures(tries) -> list[tuple[str, str]]:
    return [(one.name, one.evidence) for one in tries if not one.held]


@pytest.mark.parametrize("name", SHORT)
def test_every_defence_holds(name, arena):
    # JSON that is nested without end is read up to the recursion limit, and its lists start the
    # collector there: finalisers of what earlier tests left would fail, which pytest reports here.
    gc.collect()
    tries = list(kind_of(name).tries(arena))
    assert len(tries) >= 15
    assert failures(tries) == []


def test_each_kind_is_found_under_its_name():
    assert {name: kind_of(name).name for name in MODULES} == {name: name for name in MODULES}


# -- a hole that is planted is found --------------------------------------------------------------


def test_a_formula_in_a_csv_is_found(monkeypatch):
    texts = [("a formula", TEXTS["a formula"])]
    assert failures(text_in_files._values(texts)) == []
    monkeypatch.setattr(csv_table, "_FORMULA", ())
    (found,) = failures(text_in_files._values(texts))
    assert found[0] == "measurement: a formula"
    assert found[1].startswith("a formula: ")


def test_a_trail_that_does_not_see_edits_is_found(lone_arena, monkeypatch):
    edit, line = audit_trail.EDITS["two lines swapped"]
    assert failures([audit_trail._edit(lone_arena, "swapped", edit, line)]) == []
    monkeypatch.setattr(Trail, "check", lambda self: Checked(None, ()))
    (found,) = failures([audit_trail._edit(lone_arena, "swapped", edit, line)])
    assert found == ("swapped", "the damaged line is None, not 3")


def test_a_server_that_is_led_elsewhere_is_found(monkeypatch):
    lead = next_pages()["elsewhere"]
    with outside_server(lambda *_: (200, {}, b"{}")) as trap:
        assert failures([ssrf._led("led", trap, lead, ssrf._use_fhir)]) == []
        monkeypatch.setattr("core.fhir.client.is_under", lambda base, address: True)
        monkeypatch.setattr(http, "place_of", lambda url: ("http", "anywhere", 80))
        (found,) = failures([ssrf._led("led", trap, lead, ssrf._use_fhir)])
    assert found[1].startswith("asked for ['GET /next'")


def test_a_server_that_sends_its_files_is_found(tmp_path):
    with outside_server(lambda *_: (404, {}, b"no")) as closed:
        assert failures(paths._addresses(Arena(tmp_path, 1, url=closed.url))) == []
    with outside_server(lambda *_: (200, {}, b"root:x:0:0")) as opened:
        found = failures(paths._addresses(Arena(tmp_path, 1, url=opened.url)))
    assert {evidence for _, evidence in found} == {"it sent /etc/passwd"}


def test_a_link_that_is_followed_is_found(lone_arena, monkeypatch):
    monkeypatch.setattr(paths.server_folders, "UnlinkedPath", type(lone_arena.folder))
    folder = lone_arena.new_folder("race").resolve()
    monkeypatch.setenv(paths.FOLDERS_VARIABLE, str(folder / "offered"))
    for number in range(3):
        paths.write(paths._secret_slice(number), folder / "outside" / f"IM{number}.dcm")
    (folder / "offered").mkdir()
    swapped = paths._swapped(folder / "offered", folder / "outside", "swapped", paths._file)
    assert failures([swapped]) == [("swapped", "found ['1.2.3.2', '1.2.3.999']")]


def test_a_failure_is_told_and_is_the_exit_status(tmp_path, monkeypatch, capsys):
    held, broken = Try("a", "did", "expected", True), Try("b", "did", "expected", False, "seen")
    monkeypatch.setattr(program, "attack", lambda arena, name: [held, broken])
    out = tmp_path / "report.json"
    assert program.main(["--kind", "paths", "--out", str(out)]) == 1
    assert "All" in capsys.readouterr().out
    facts = json.loads(out.read_text())["kinds"]["paths"]
    assert (facts["tries"], facts["failures"]) == (2, 1)
    assert facts["all"][1]["evidence"] == "seen"
    monkeypatch.setattr(program, "attack", lambda arena, name: [held])
    assert program.main(["--kind", "paths"]) == 0


def test_the_table_counts_tries_and_failures():
    tries = [Try("a", "", "", True), Try("b", "", "", False, "x")]
    last = table({"paths": tries, "ssrf": tries[:1]}).splitlines()[-1]
    assert last.split() == ["All", "3", "1"]


# -- what counts as held --------------------------------------------------------------------------


def raising(error: Exception):
    def step() -> str:
        raise error

    return step


@pytest.mark.parametrize(
    ("step", "held"),
    [
        (lambda: "", True),
        (lambda: "seen", False),
        (raising(InputError("It can't be opened.")), True),
        (raising(InputError("two\nlines.")), False),
        (raising(KeyError("x")), False),
    ],
)
def test_only_nothing_and_a_sentence_hold(step, held):
    assert tried("a", "b", "c", step).held is held


def test_what_must_be_refused_and_is_taken_is_a_failure():
    assert refused("a", "b", lambda: 7).evidence == "it was taken: 7"
    assert refused("a", "b", raising(InputError("No."))).held


@pytest.mark.parametrize("name", [one for one in TEXTS if one.startswith(("an image", "a script"))])
def test_markup_is_told_from_text(name):
    assert breaks_html(f"<p>{TEXTS[name]}</p>")
    escaped = TEXTS[name].replace("<", "&lt;")
    assert breaks_html(f"<p>{escaped}</p>") == ""


def test_markdown_formulas_and_turns_are_told_from_text():
    link = TEXTS["Markdown: a link"]
    assert breaks_markdown(link)
    assert breaks_markdown(f"Open {link.replace('[', chr(92) + '[')}")  # only half of it escaped
    assert breaks_markdown("5 mm: see [the manual](docs/x.md)") == ""
    assert breaks_csv("a,b\n=1+1,x\n")
    assert breaks_csv("a,b\n'=1+1,-1.5\n") == ""
    assert breaks_line("a\u202eb") == "U+202E"
    assert breaks_line("a b\nc") == ""
