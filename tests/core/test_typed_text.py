"""What is kept of text that a person typed."""

from __future__ import annotations

import pytest

from core.typed_text import lines, one_line


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Small lesions", "Small lesions"),
        ("  a\n\tb ", "a b"),
        ("a\u202eb\u2066c\u200fd", "a b c d"),
        ("\x00a\x1b[31mb", "a [31mb"),
        ("a\ud83db", "a b"),
        ("a\u200db", "a b"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("میخ\u200c", "میخ"),
        ("\u202e\u200d\x00", ""),
    ],
)
def test_a_line_holds_only_what_shows(typed, line):
    assert one_line(typed) == line


def test_lines_stay_where_there_may_be_several():
    assert lines(" a\r\n\u202eb\x00\n\nc ") == "a\n b \n\nc"
    assert lines("\n\x00\n") == ""
