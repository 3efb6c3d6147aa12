"""Lines of a paragraph that holds other scripts."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from core.report.paper import BODY, CELL_RIGHT, WARNING, bullets, paragraph
from core.report.script_lines import ScriptLines
from core.report.scripts import line_width
from tests.core.report.pdf_text import pages_of

WORDS = "שרון דבורה Leber קב " * 6


def drawn(flowable, width: float = 200.0) -> str:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    _, height = flowable.wrap(width, 500)
    flowable.drawOn(canvas, 50, 600 - height)
    canvas.save()
    return pages_of(stream.getvalue())[0]


def test_only_text_that_needs_it_is_set_in_lines_of_our_own():
    assert isinstance(paragraph("Leber, Иванов ² × –"), Paragraph)
    assert isinstance(paragraph("שרון"), ScriptLines)
    assert isinstance(bullets(["שרון"])[0], ScriptLines)


def test_no_line_is_wider_than_its_room():
    lines = paragraph(WORDS, WARNING, lead="Lead:")
    _, height = lines.wrap(150, 500)
    assert height == len(lines._lines) * WARNING.leading
    assert len(lines._lines) > 3
    room = 150 - WARNING.leftIndent - WARNING.rightIndent
    assert all(
        line_width(words, WARNING.fontName, WARNING.fontSize) <= room for _, words in lines._lines
    )
    assert " ".join(words for _, words in lines._lines) == WORDS.strip()


def test_a_word_without_spaces_is_cut_between_letters():
    word = "קבגד" * 30
    lines = paragraph(word, BODY)
    lines.wrap(100, 500)
    assert len(lines._lines) > 1
    assert "".join(words for _, words in lines._lines) == word


@pytest.mark.parametrize("style", [BODY, WARNING, CELL_RIGHT])
def test_what_is_drawn_can_be_read(style):
    text = drawn(paragraph("Leber (שרון)", style, lead="Lead:"))
    assert {"Lead:", "Leber"} <= set(text.replace("(", " ").split())
    assert "שרון" in text
    assert "•" in drawn(bullets(["שרון"])[0])


def test_it_splits_between_lines():
    lines = paragraph(WORDS, BODY, lead="Lead:")
    lines.wrap(100, 500)
    count = len(lines._lines)
    first, rest = lines.split(100, 2.5 * BODY.leading)
    assert first.wrap(100, 500)[1] == 2 * BODY.leading
    assert rest.wrap(100, 500)[1] == (count - 2) * BODY.leading
    assert lines.split(100, 0.5 * BODY.leading) == []
    assert lines.split(100, 100 * BODY.leading) == []
