"""Opening series: uploads, the bundled samples, folders of the server, and reading the pixels.

Each function here ends in the session's shelf or in one sentence for the person; what was open
before stays open.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.dicom import discover, read_series, read_slice
from core.dicom.items import display_name
from core.errors import InputError, LiverLensError
from core.labels import SLICE_CLASSES
from core.shipped import shipped
from dashboard.components import thumbnails
from dashboard.services import audit
from dashboard.state import uploads
from dashboard.state.session import Opening, Session

SAMPLES = shipped("sample_scans")
#: Folders of the server that people may open from, separated as in PATH.
FOLDERS_VARIABLE = "LIVERLENS_DATA_DIRS"
#: Series of one opening that get a picture before they are read, a few milliseconds each.
MOST_THUMBNAILS = 24


def sample_names() -> list[str]:
    """The bundled samples, as their folders are named, in the order of `labels.SLICE_CLASSES`."""
    return [name for name in SLICE_CLASSES if (SAMPLES / name).is_dir()]


def ask_for_sample(session: Session, name: str) -> None:
    """Open one of the bundled samples next, or show it again if it is open."""
    session.pending = Opening((SAMPLES / name,), origin=f"sample {name}")


def ask_for_uploads(session: Session, files: Sequence[UploadedFile]) -> None:
    """Open uploaded files next, and empty the box that they came from.

    The bytes of a series stay until its pixels were read, those of anything else go at once.
    """
    if not files:
        return
    session.uploader_generation += 1
    session.pending = Opening(uploads.taken(files))


def ask_for_server_path(session: Session, path: Path) -> None:
    """Open a folder or file of the server next; only inside the listed folders."""
    try:
        session.pending = Opening(tuple(confined_files(path)), origin=f"server {path}")
    except InputError as error:
        session.notify(str(error), "error")


def open_pending(session: Session) -> bool:
    """List the series in what was asked for and read the one in view, with progress; True if
    there was anything."""
    asked = session.pending
    if asked is None:
        return False
    known = session.shelf.opened_from(asked.origin)
    if known:
        session.select(max(known, key=lambda e: e.n_slices).key)
    else:
        session.dismiss()
        try:
            _discover(session, asked)
        except LiverLensError as error:
            session.notify(str(error), "error")
    # Not before, so that a run which the person interrupts is taken up again by the next.
    session.pending = None
    read_selected(session)
    return True


def _discover(session: Session, asked: Opening) -> None:
    bar = st.progress(0.0, "Looking through the files")
    discovery = discover(
        asked.sources,
        progress=lambda done, total: bar.progress(
            done / max(total, 1), f"Looking through the files: {done} of {total}"
        ),
    )
    added = session.opened(discovery, asked.origin)
    # The one in view is about to be read whole.
    for entry in [e for e in added if e is not session.entry][:MOST_THUMBNAILS]:
        # A slice that can't be decoded says so when its series is opened.
        with contextlib.suppress(InputError):
            entry.thumbnail = thumbnails.plane_still(read_slice(entry.candidate))
    bar.empty()


def read_selected(session: Session) -> bool:
    """Read the pixels of the series in view, with progress, unless they are in memory.

    Returns:
        True if there was something to read. Where that failed, the entry says why.
    """
    entry = session.entry
    if entry is None or entry.series is not None or not entry.can_open:
        return False
    bar = st.progress(0.0, f"Reading {entry.n_slices} slices")
    try:
        series = read_series(
            entry.candidate,
            progress=lambda done, total: bar.progress(
                done / max(total, 1), f"Reading slices: {done} of {total}"
            ),
        )
    except LiverLensError as error:
        entry.failure = str(error)
        entry.candidate = None
        return True
    entry = session.loaded(entry.key, series)
    audit.opened(session, series)
    entry.thumbnail = thumbnails.slice_still(series, series.n_slices // 2)
    return True


# -- folders of the server ------------------------------------------------------------------------


def server_folders() -> list[Path]:
    """The folders that the operator lists in `LIVERLENS_DATA_DIRS`, links resolved."""
    listed = os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep)
    return [Path(p).resolve() for p in listed if p.strip() and Path(p).is_dir()]


def is_confined(path: Path) -> bool:
    """Whether `path`, all links followed, lies in one of the listed folders."""
    try:
        real = path.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, or no path at all
        return False
    return any(real.is_relative_to(folder) for folder in server_folders())


def subfolders(folder: Path) -> list[Path]:
    """What can be stepped into or opened from `folder`: its folders and archives, by name."""
    if not is_confined(folder):
        return []
    suffixes = (".zip", ".nii", ".nii.gz")
    return sorted(
        p
        for p in folder.iterdir()
        if not p.name.startswith(".")
        and (p.is_dir() or p.name.lower().endswith(suffixes))
        and is_confined(p)
    )


def confined_files(path: Path) -> list[Path]:
    """Every file under `path`, leaving out links that lead out of the listed folders.

    Raises:
        InputError: `path` itself is outside them, is missing, or holds no file.
    """
    if not is_confined(path):
        raise InputError(
            f"{display_name(path.name)}: not inside a folder that this server offers: "
            "choose one of those listed."
        )
    try:
        if path.is_file():
            return [path]
        files = [p for p in files_below(path) if p.is_file() and is_confined(p)]
    except OSError as error:  # too long a name, or no permission
        raise InputError(f"{display_name(path.name)}: can't be opened: check the path.") from error
    if not files:
        raise InputError(f"{path.name}: no files in this folder: choose one that holds a CT.")
    return files


def files_below(folder: Path) -> list[Path]:
    """Everything in `folder` and its folders, sorted; links to folders are not followed."""
    # Not `rglob` or `os.walk`, which call themselves for each folder: there may be thousands.
    found, waiting = [], [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    found.append(Path(entry.path))
    return sorted(found)
