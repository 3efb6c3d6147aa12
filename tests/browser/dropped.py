"""Folders of small slices, and dropping them on a page as a hand does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from tests.privacy.planted import HEADERS
from tools.mock_dicom.mock_slice import ct_slice, to_bytes


def nested_folder(folder: Path, n_series: int, n_slices: int) -> Path:
    """Series of 16 x 16 slices, spread over folders in folders, as from an archive."""
    pixels = np.full((16, 16), 1124, np.uint16)
    for series in range(n_series):
        for index in range(n_slices):
            place = folder / "PATIENT" / f"SERIES{series}" / f"PART{index // 100}" / "IMAGES"
            place.mkdir(parents=True, exist_ok=True)
            pixels[4:8, 4:8] = 1000 + index
            dataset = ct_slice(
                2.0 * index,
                pixels,
                SeriesInstanceUID=f"1.2.3.{series + 10}",
                SOPInstanceUID=f"1.2.4.{series}.{index}",
                SeriesNumber=series + 1,
                InstanceNumber=index + 1,
                **HEADERS,
            )
            (place / f"IM{index:04d}").write_bytes(to_bytes(dataset))
    return folder / "PATIENT"


def drag(page: Page, kind: str, *paths: Path, at: tuple[int, int] = (700, 120)) -> None:
    """One event of a drag of files from outside the browser: dragEnter, dragOver or drop.

    The files come through the browser itself, so that folders are real ones.
    """
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session.send("Input.dispatchDragEvent", {"type": kind, "x": at[0], "y": at[1], "data": data})
    session.detach()


def drop(page: Page, *paths: Path, at: tuple[int, int] = (700, 120)) -> None:
    """Let go of files over the page."""
    for kind in ("dragEnter", "dragOver", "drop"):
        drag(page, kind, *paths, at=at)
