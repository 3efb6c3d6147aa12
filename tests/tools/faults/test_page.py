"""The tables of docs/faults.md are those of the results that are kept."""

from __future__ import annotations

from tools.faults.page import PAGE, load, made

TRIAL = {"kind": "disk full", "does": "At each byte.", "tries": 1200, "failures": 3}


def test_the_page_has_what_was_found():
    text = PAGE.read_text(encoding="utf-8")
    assert made(text, load()) == text


def test_a_trial_that_one_run_lacks_was_not_tried():
    held = {"first": {"trials": [TRIAL]}, "last": {"trials": []}}
    text = made(PAGE.read_text(encoding="utf-8"), held)
    assert "| disk full | At each byte. | 3 of 1,200 | not tried |" in text
    assert "| **All** |  | **3 of 1,200** | **0 of 0** |" in text
