"""A paragraph of lines in any script, where reportlab's own knows neither fonts nor direction."""

from __future__ import annotations

import unicodedata

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from core.report.fonts import BOLD, FONT
from core.report.scripts import draw_line, line_width


class ScriptLines(Flowable):
    """Set in `style` as a `Paragraph` would be: indents, background, spacing, bullet."""

    def __init__(
        self, text: str, style: ParagraphStyle, *, lead: str = "", bullet: str = ""
    ) -> None:
        """`lead` stands before the text in bold, `bullet` before the first line."""
        super().__init__()
        self.style = style
        self._text, self._lead, self._bullet = text, lead, bullet
        self._lines: list[tuple[str, str]] = []

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        style = self.style
        room = available_width - style.leftIndent - style.rightIndent
        self._lines = self._broken(room)
        self.width, self.height = available_width, len(self._lines) * style.leading
        return self.width, self.height

    def split(self, _available_width: float, available_height: float) -> list[Flowable]:
        fit = int(available_height // self.style.leading)
        if not 0 < fit < len(self._lines):
            return []
        first = " ".join(words for _, words in self._lines[:fit])
        rest = " ".join(words for _, words in self._lines[fit:])
        return [
            ScriptLines(first, self.style, lead=self._lead, bullet=self._bullet),
            ScriptLines(rest, self.style),
        ]

    def draw(self) -> None:
        style, canvas = self.style, self.canv
        if style.backColor:
            self._draw_background()
        canvas.setFillColor(style.textColor)
        y = self.height - style.fontSize
        if self._bullet:
            draw_line(canvas, style.bulletIndent, y, self._bullet, FONT, style.fontSize)
        for lead, words in self._lines:
            x = style.leftIndent
            if style.alignment == TA_RIGHT:
                x = self.width - style.rightIndent - self._width(lead, words)
            if lead:
                draw_line(canvas, x, y, lead, BOLD, style.fontSize)
                x += line_width(f"{lead} ", BOLD, style.fontSize)
            draw_line(canvas, x, y, words, style.fontName, style.fontSize)
            y -= style.leading

    def _draw_background(self) -> None:
        style, canvas = self.style, self.canv
        above, right, below, left = style.borderPadding or (0, 0, 0, 0)
        canvas.saveState()
        canvas.setFillColor(style.backColor)
        canvas.rect(
            style.leftIndent - left,
            -below,
            self.width - style.leftIndent - style.rightIndent + left + right,
            self.height + above + below,
            stroke=0,
            fill=1,
        )
        canvas.restoreState()

    def _broken(self, room: float) -> list[tuple[str, str]]:
        """(lead, words) of each line."""
        lines, lead, line = [], self._lead, ""
        for word in self._text.split(" "):
            longer = f"{line} {word}" if line else word
            if self._width(lead, longer) <= room:
                line = longer
                continue
            if line:
                lines.append((lead, line))
                lead = ""
            line = word
            while self._width(lead, line) > room and (cut := self._fit(lead, line, room)):
                lines.append((lead, line[:cut]))
                lead, line = "", line[cut:]
        return [*lines, (lead, line)]

    def _fit(self, lead: str, word: str, room: float) -> int:
        """How many letters of a word that is too long stand on one line; 0 if it can't be cut."""
        places = [
            place
            for place in range(1, len(word))
            if not unicodedata.category(word[place]).startswith(("M", "C"))
        ]
        fitting = [place for place in places if self._width(lead, word[:place]) <= room]
        return max(fitting, default=min(places, default=0))

    def _width(self, lead: str, words: str) -> float:
        size = self.style.fontSize
        before = line_width(f"{lead} ", BOLD, size) if lead else 0.0
        return before + line_width(words, self.style.fontName, size)
