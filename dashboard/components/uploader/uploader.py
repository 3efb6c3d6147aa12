"""The browser's part of an upload as one Streamlit component (`dashboard.state.uploads`).

`st.file_uploader` sends a request for each file, takes drops only in its own box, and browsers hang
on a folder of a thousand files.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import theme
from dashboard.components import clicks, sentences
from dashboard.components.uploader.scripts import SCRIPTS
from dashboard.security import arrival
from dashboard.state import uploads
from dashboard.state.inbox import Purpose
from dashboard.state.session import Session

_HERE = Path(__file__).parent


def listen(session: Session) -> None:
    """Take what is dropped anywhere on the page, and run the page again when it has arrived. Once
    on every page."""
    _draw(session, key="uploader", box=False, purpose="open", folders=True)


def box(
    session: Session,
    *,
    where: str,
    purpose: Purpose = "open",
    folders: bool = True,
    is_narrow: bool = False,
) -> None:
    """Draw buttons to choose files; `where` keeps two boxes on one page apart."""
    _draw(
        session,
        key=f"drop-{where}",
        box=True,
        purpose=purpose,
        folders=folders,
        is_narrow=is_narrow,
    )


def _draw(
    session: Session,
    *,
    key: str,
    box: bool,
    purpose: Purpose,
    folders: bool,
    is_narrow: bool = False,
) -> None:
    _, owner = arrival.of_this_run()
    session.inbox.owner = session.inbox.owner or owner
    most = uploads.limits()

    def hear() -> None:
        said = session.widget(key)
        arrived = said.get("arrived") if isinstance(said, Mapping) else None
        session.inbox.heard = clicks.whole(arrived) or session.inbox.heard

    _component()(
        key=key,
        data=[
            {
                "url": f"{uploads.PATH}{session.inbox.token}",
                "mostFiles": most.files,
                "mostBytes": most.bytes,
                "words": sentences.of_uploads(purpose, most.files, most.bytes, short=is_narrow),
                "purpose": purpose,
                "heard": session.inbox.heard,
                "box": box,
                "folders": folders,
            }
        ],
        default={"arrived": None},
        on_arrived_change=hear,
    )


@functools.cache
def _component() -> Any:
    """Registered once per process, at the first use: not before a runtime is there."""
    return st.components.v2.component(
        "liverlens_uploader",
        css=theme.scaled((_HERE / "uploader.css").read_text(encoding="utf-8")),
        js=SCRIPTS.loader("main"),
    )
