"""The controls that open series: the samples and the server's folders."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.components import sentences
from dashboard.components.plain_text import plain
from dashboard.state import loading, server_folders
from dashboard.state.session import Session


def samples(session: Session, where: str) -> None:
    """One button per bundled sample, under words that say so: below a patient's series "Benign" and
    "Malignant" would read as a place to enter a diagnosis."""
    names = loading.sample_names()
    if not names:
        return
    st.html(f'<div class="ll-small-head">{sentences.samples_of_nobody()}</div>')
    with st.container(horizontal=True, key=f"samples-{where}"):
        for name in names:
            sample_button(session, name, where)


def sample_button(session: Session, name: str, where: str) -> None:
    """Opens that sample."""
    st.button(
        name.capitalize(),
        key=f"sample-{where}-{name}",
        on_click=loading.ask_for_sample,
        args=(session, name),
    )


def has_samples() -> bool:
    """Whether the samples are there to be shown."""
    return bool(loading.sample_names())


def server_picker(session: Session, where: str) -> None:
    """Browse the folders that the operator listed; absent where none are."""
    roots = server_folders.listed()
    if not roots:
        return
    if st.button("Open from the server", key=f"server-open-{where}", width="stretch"):
        _server_dialog(session, roots)


@st.dialog("Open from the server")
def _server_dialog(session: Session, roots: list[Path]) -> None:
    folder = choose_inside(roots, "server")
    if st.button(f"Open {plain(folder.name)}", type="primary", key="server-go"):
        loading.ask_for_server_path(session, folder)
        st.rerun()


def choose_inside(roots: list[Path], where: str) -> Path:
    """Boxes to go down from one of the folders; returns what is chosen so far. `where` keeps two
    choices apart."""
    folder = roots[0]
    if len(roots) > 1:
        folder = st.selectbox("Folder", roots, format_func=lambda p: p.name, key=f"{where}-root")
    depth = 0
    while folder.is_dir():
        inside = server_folders.subfolders(folder)
        if not inside:
            break
        choice = st.selectbox(
            f"Inside {plain(folder.name)}",
            [None, *inside],
            format_func=lambda p: "everything here" if p is None else p.name,
            key=f"{where}-{depth}-{folder}",
        )
        if choice is None:
            break
        folder, depth = choice, depth + 1
    return folder
