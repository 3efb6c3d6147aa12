"""Texts that an attacker writes into headers, names and notes, and how each would show that it was
taken for more than text."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

#: The host that every address leads to; nobody has it (RFC 2606).
HOST = "evil.invalid"
ADDRESS = f"http://{HOST}/x"

#: What kind of text -> the text. Each is short: DICOM allows 64 letters in most elements.
TEXTS: dict[str, str] = {
    "an image": f"<img src=x data-evil onerror=evil()>{HOST}",
    "a script": "<script>evil()</script>",
    "the end of an attribute": "\"><b data-evil>' onmouseover='evil()",
    "a link": f"<a href={ADDRESS} data-evil>open</a>",
    "markup of a report": f'<font size="99"><a href="{ADDRESS}">x</a></font>',
    "markup cut off": "<b data-evil <!-- <para>",
    "entities": "&lt;img data-evil&gt;&#x202e;&quot;",
    "Markdown: a link": f"[open]({ADDRESS})",
    "Markdown: an image": f"![x]({ADDRESS}.png)",
    "Markdown: a bare address": f"http://{HOST}/bare and www.{HOST}",
    "Markdown: a link by reference": f"[evil][1] [1]: {ADDRESS}",
    "Markdown: a heading": "# evil *evil* `evil` |a|b|",
    "Streamlit: a colour": ":red[evil] :material/delete: :smile:",
    "LaTeX": r"$\href{" + ADDRESS + r"}{evil}$ $$\frac{$$",
    "a formula": f'=HYPERLINK("{ADDRESS}";"evil")',
    "a formula by plus": "+evil|' /C calc'!A0",
    "a formula by at": "@SUM(1+1)",
    "a formula by minus": "-2+3+evil",
    "a formula by a wide sign": "\uff1d1+1",
    "a formula after a tab": "\t=1+1",
    "a formula after a line": "\n=1+1",
    "right to left": "\u202egnp.evil\u2066x\u200f",
    "no end of right to left": "evil \u202e\u202b\u2067",
    "control characters": "evil\x00\x07\x1b[31m\x08\x7f\x85",
    "a line of its own": "evil\r\nSet-Cookie: evil=1\r\n\r\n",
    "marks on marks": "e" + "\u0301" * 40,
    "letters that no font has": "\U0010ffff\ue000\ufdd0evil",
    "a path": "../../../etc/evil",
    "a command": "$(touch evil) `touch evil` ; touch evil",
    "a query": "'; DROP TABLE record; --",
    "a template": "{{7*7}} ${7*7} %s %n {0} {evil}",
    "long": "evil " * 12,
}

#: Letters that turn the direction of what follows (Unicode UAX #9).
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: Not a letter of any text that is shown; a line's end may be one of a note.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MARKDOWN = (
    re.compile(rf"(?<!\\)\]\(\s*<?http://{HOST}"),
    re.compile(rf"(?<!\\)\]:\s*http://{HOST}"),
    # GitHub's kind of Markdown makes links of bare addresses, escaped or not.
    re.compile(rf"https?\\?://{HOST}"),
    re.compile(rf"www\.{HOST}"),
    re.compile(r"(?<!\\)<(img|script|a|b|font)\b[^>]*(evil|onerror)"),
    re.compile(r"(?<![\\\w]):(red|material/delete|smile)(?<!\\)[\[:]"),
    re.compile(r"(?<!\\)\$\\?\\(href|frac)"),
    re.compile(r"(?m)^# evil"),
    re.compile(r"(?<!\\)\*evil(?<!\\)\*|(?<!\\)`evil(?<!\\)`"),
)
#: Where a spreadsheet begins a formula, wide forms included.
_FORMULA = re.compile(r"[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?")


def breaks_html(body: str) -> str:
    """What of a hostile text became markup, "" for nothing."""
    reader = _Reader()
    reader.feed(body)
    return reader.found or breaks_line(body)


def breaks_markdown(text: str) -> str:
    """Likewise of what Streamlit renders as Markdown."""
    for pattern in _MARKDOWN:
        if found := pattern.search(text):
            at = found.start()
            return f"Markdown: {text[max(0, at - 20) : at + 60]!r}"
    return breaks_line(text)


def breaks_line(text: str) -> str:
    """Letters that change what stands beside them."""
    for pattern in (_TURNING, _CONTROL):
        if found := pattern.search(text):
            return f"U+{ord(found[0]):04X}"
    return ""


def breaks_csv(text: str) -> str:
    """A cell that a spreadsheet would run."""
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
                return f"a formula: {cell[:60]!r}"
    return ""


class _Reader(HTMLParser):
    """Looks for elements and attributes that only a hostile text could have brought."""

    def __init__(self) -> None:
        super().__init__()
        self.found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        bad = tag == "script" or "data-evil" in told or "onerror" in told or "onmouseover" in told
        leads = any(HOST in told.get(name, "") for name in ("href", "src", "action", "style"))
        if bad or leads:
            self.found = f"an element: <{tag} {' '.join(told)}>"
