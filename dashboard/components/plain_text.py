"""Text that somebody else wrote, such as the name of a file, where Streamlit draws Markdown.

Messages, captions, tooltips and the labels of buttons are Markdown with links, pictures, LaTeX and
directives such as `:red[text]`: a file's name must not become any of these.
"""

from __future__ import annotations

import re

#: In the middle of a line; an underscore within a word and a colon after one are only themselves.
_MARKUP = re.compile(
    r"[\\`*\[\]<>$~|]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?\w+;)|:(?=[\w+-][\w/+-]*[:\[])"
)
#: At its beginning: headings, quotes, lists, rules.
_LEADING = re.compile(r"(?m)^( *)([#>+=-]|\d+(?=[.)]))")
#: A bare address would become a link, escaped or not; a letter of no width keeps it text.
_ADDRESS = re.compile(r"(?i)(https?:|ftp:|mailto:)(?=\S)|(www)(?=\.)|(?<=\S)(@)(?=\S)")
_NO_WIDTH = "\N{WORD JOINER}"


def plain(text: str) -> str:
    """`text` as Markdown that is drawn as that text; an ordinary sentence stays as it is."""
    joined = _ADDRESS.sub(lambda found: f"{found[0]}{_NO_WIDTH}", text)
    escaped = _MARKUP.sub(lambda found: f"\\{found[0]}", joined)
    return _LEADING.sub(_escaped_start, escaped)


def _escaped_start(found: re.Match[str]) -> str:
    space, sign = found[1], found[2]
    # A backslash before a digit would stand there; one before the point after it does not.
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"
