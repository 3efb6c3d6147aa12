"""Links of the manual, so that they lead somewhere in the repository and in the built site alike.

mkdocs calls `on_page_markdown`. Some pages are files of the repository's root, which links reach
under other paths, and links to source files have no page to lead to.
"""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[1]
#: Page -> the file of the root that it shows.
ROOT_PAGES = {
    "changelog.md": "CHANGELOG.md",
    "contributing.md": "CONTRIBUTING.md",
    "security.md": "SECURITY.md",
    "threats.md": "THREATS.md",
}
#: File of the repository -> the page that stands for it.
_PAGES = {file: page for page, file in ROOT_PAGES.items()} | {"README.md": "index.md"}
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s#]+)(#[^)\s]*)?\)")


def on_page_markdown(markdown: str, *, page: Any, **_: object) -> str:
    """The page's text with every link fit for the site."""
    name = page.file.src_uri
    if name in ROOT_PAGES:
        file = ROOT_PAGES[name]
        return linked((REPO / file).read_text(encoding="utf-8"), name, written_in="")
    return linked(markdown, name, written_in="docs")


def linked(markdown: str, page: str, *, written_in: str) -> str:
    """`markdown` with its links fit for the page `page` (a path below docs/).

    Args:
        written_in: the folder of the repository that the links are relative to.
    """

    def replace(found: re.Match[str]) -> str:
        text, target, anchor = found[1], found[2], found[3] or ""
        if "://" in target or target.startswith("mailto:"):
            return found[0]
        path = posixpath.normpath(posixpath.join(written_in, target))
        below = path.removeprefix("docs/") if path.startswith("docs/") else _PAGES.get(path)
        if below is not None:
            here = posixpath.dirname(page) or "."
            return f"[{text}]({posixpath.relpath(below, here)}{anchor})"
        # A source file: named, since the site does not hold it.
        bare = text.strip("`")
        return f"`{path}`" if bare in path.split(os.sep)[-1] else f"{text} (`{path}`)"

    return _LINK.sub(replace, markdown)
