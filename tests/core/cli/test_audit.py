import json
from dataclasses import replace

import pytest

from core.audit import Trail
from core.audit.end import end_file
from core.audit.sentences import does_not_follow, trail_end_missing, trail_end_unknown
from core.cli import main, sentences


@pytest.fixture
def trail(monkeypatch) -> Trail:
    """Two people, two patients."""
    monkeypatch.delenv("LIVERLENS_AUDIT", raising=False)
    found = Trail.open()
    found.note(found.user("ada@example.org"), "opened", patient="p1")
    found.note(found.user("eve@example.org"), "analysed", patient="p1", what="known")
    found.note(found.user("ada@example.org"), "exported", patient="p2", what="slices.csv")
    return found


def said(capsys, *words: str) -> list[str]:
    assert main(["audit", *words]) == 0
    return capsys.readouterr().out.splitlines()


def test_it_lists_who_did_what(trail, capsys):
    lines = said(capsys)
    assert len(lines) == 3
    assert lines[1].split()[1:] == [trail.user("eve@example.org"), "analysed", "p1", "known"]


def test_it_finds_a_persons_and_a_patients(trail, capsys):
    assert [line.split()[2] for line in said(capsys, "--user", "Ada@example.org")] == [
        "opened",
        "exported",
    ]
    assert len(said(capsys, "--patient", "p1")) == 2
    assert said(capsys, "--since", "2999-01-01") == []
    assert len(said(capsys, "--since", "2001-01-01")) == 3


def test_a_day_in_another_order_is_refused_not_taken_for_an_empty_trail(trail, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["audit", "--since", "31.01.2026"])
    assert stopped.value.code == 2
    assert sentences.not_a_date("31.01.2026") in capsys.readouterr().err


def test_it_exports_what_the_file_says(trail, capsys):
    lines = said(capsys, "--json", "--patient", "p2")
    assert [json.loads(line)["what"] for line in lines] == ["slices.csv"]


def test_it_says_whether_something_was_taken_out(trail, capsys):
    assert said(capsys, "--check") == ["3 entries, each follows the one before it."]
    lines = trail.file.read_text().splitlines()
    trail.file.write_text("\n".join([lines[0], lines[2]]) + "\n")
    assert main(["audit", "--check"]) == 2
    assert "line 2 is damaged" in capsys.readouterr().err


def test_it_says_that_the_end_was_cut_off(trail, capsys):
    lines = trail.file.read_text().splitlines()
    trail.file.write_text("\n".join(lines[:2]) + "\n")
    assert main(["audit", "--check"]) == 2
    assert str(trail_end_missing(trail.file)) in capsys.readouterr().err


def test_of_an_older_trail_it_says_what_is_not_known(trail, capsys):
    end_file(trail.file).unlink()
    first, second = said(capsys, "--check")
    assert first == str(trail_end_unknown(end_file(trail.file)))
    assert second == "3 entries, each follows the one before it."


def test_a_line_that_somebody_put_there_is_marked_and_steers_no_terminal(trail, capsys):
    hostile = "\x1b[31m\n\u202e\ud800"
    last = trail.read()[-1]
    forged = replace(last, number=4, before="", who=hostile, what=hostile, at=hostile)
    with trail.file.open("a") as file:
        file.write(f"{forged.line()}\n")
    lines = said(capsys)
    assert len(lines) == 4
    assert lines[3].isprintable()
    assert lines[3].endswith(str(does_not_follow(4)))
    assert not lines[2].endswith(")")
    marks = [json.loads(line).get("follows", True) for line in said(capsys, "--json")]
    assert marks == [True, True, True, False]


def test_turned_off_it_says_so(monkeypatch, capsys):
    monkeypatch.setenv("LIVERLENS_AUDIT", "off")
    assert main(["audit"]) == 2
    assert "turned off" in capsys.readouterr().err
