"""The frame of every page: who and what above, notice, version and "1 / 3" below."""

from __future__ import annotations

import hashlib
import io
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from core import DISCLAIMER, __version__
from core.report.fonts import BOLD, FONT
from core.report.paper import FAINT, INK, MARGIN, PAGE, RULE, WIDTH, printable
from core.report.scripts import draw_line, line_width

#: Of the text, from the upper and the lower edge of the page.
TOP, BOTTOM = 24 * mm, 22 * mm
_SIZE = 7.6
#: Before the digest among the keywords of the file.
_CONTENT = "content:"


@dataclass(frozen=True)
class PageWords:
    """What stands on every page beside the notice."""

    #: The patient, and the study.
    subject: str
    study: str
    #: Aware of its time zone.
    made_at: datetime


def pdf_of(story: Sequence[Flowable], words: PageWords) -> bytes:
    """The flowables on numbered pages. The same story and words give the same bytes."""
    stream = io.BytesIO()
    document = BaseDocTemplate(
        stream,
        pagesize=PAGE,
        title="LiverLens report",
        author=f"LiverLens {__version__}",
        subject=DISCLAIMER,
        creator=f"LiverLens {__version__}",
        invariant=1,
    )
    frame = Frame(
        *(MARGIN, BOTTOM, WIDTH, PAGE[1] - TOP - BOTTOM),
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document.addPageTemplates([PageTemplate(frames=[frame])])
    document.build(list(story), canvasmaker=lambda *args, **kw: _NumberedCanvas(words, *args, **kw))
    return stream.getvalue()


def content_id(pdf: bytes) -> str:
    """The same for two reports that differ in nothing but the moment at which they were made."""
    found = re.search(rf"/Keywords \({re.escape(_CONTENT)}([0-9a-f]{{64}})\)".encode(), pdf)
    return found[1].decode() if found else hashlib.sha256(pdf).hexdigest()


def date_words(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


class _NumberedCanvas(Canvas):
    """Holds every page back until it is known how many there are."""

    def __init__(self, words: PageWords, *args: object, **settings: object) -> None:
        super().__init__(*args, **settings)
        self._words = words
        self._pages: list[dict] = []
        # Invariant files are dated 2000 unless told otherwise.
        stamp = self._doc._timeStamp
        moment = words.made_at.astimezone(UTC)
        stamp.t, stamp.lt = moment.timestamp(), time.gmtime(moment.timestamp())
        stamp.YMDhms = tuple(stamp.lt)[:6]

    def showPage(self) -> None:
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        self.setKeywords(f"{_CONTENT}{self._content()}")
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self._furniture(number, len(self._pages))
            super().showPage()
        super().save()

    def _content(self) -> str:
        """SHA-256 of what the pages show, but for the moment at their foot. A picture stands in
        their code by a name that reportlab makes of its bytes."""
        shown = [self._words.subject, self._words.study, *(page["_code"] for page in self._pages)]
        return hashlib.sha256(repr(shown).encode()).hexdigest()

    def _furniture(self, number: int, count: int) -> None:
        right, above, below = PAGE[0] - MARGIN, PAGE[1] - 15 * mm, 13 * mm
        self.saveState()
        self.setStrokeColor(RULE)
        self.setLineWidth(0.5)
        self.line(MARGIN, above - 3 * mm, right, above - 3 * mm)
        self.line(MARGIN, below + 4.5 * mm, right, below + 4.5 * mm)
        self.setFillColor(FAINT)
        study = _cut(self._words.study, WIDTH * 0.45)
        wide = line_width(study, FONT, _SIZE)
        draw_line(self, right - wide, above, study, FONT, _SIZE)
        subject = _cut(f"LiverLens report · {self._words.subject}", WIDTH - wide - 6 * mm)
        draw_line(self, MARGIN, above, subject, FONT, _SIZE)
        self.setFont(FONT, _SIZE)
        self.drawString(
            MARGIN, below - 3.5 * mm, f"LiverLens {__version__} · {date_words(self._words.made_at)}"
        )
        self.drawRightString(right, below, f"{number} / {count}")
        self.setFillColor(INK)
        self.setFont(BOLD, _SIZE + 0.6)
        self.drawString(MARGIN, below, DISCLAIMER)
        self.restoreState()


def _cut(text: str, width: float) -> str:
    """Short enough for `width` points, with an ellipsis where something was cut."""
    text = printable(text)
    if line_width(text, FONT, _SIZE) <= width:
        return text
    while text and line_width(f"{text}…", FONT, _SIZE) > width:
        text = text[:-1]
    return f"{text}…"
