"""A slice as a small still picture: thumbnails and previews that need no viewer."""

from __future__ import annotations

import base64
import contextlib
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from core import liver_window
from core.calm import calmed, slice_for_window
from core.errors import LiverLensError
from core.labels import COLOURS, LESION_CODES, LIVER_CODE, MASK_CODES
from core.modality import CT, MR
from core.mr_signal import body_window
from core.preprocessing import InPlaneOrientation
from core.series import Series
from dashboard.components.viewer.presets import presets_of
from dashboard.state.imports import have_reader
from dashboard.state.open_series import OpenSeries
from dashboard.state.origin import Origin
from dashboard.state.shelf import Shelf
from dashboard.state.volume_room import room_for_volumes

if TYPE_CHECKING:
    from core.dicom import Limits, MemoryFile

#: Series of one opening that get a picture before they are read, a few milliseconds each.
MOST_UNREAD = 24
#: Of the picture of the first slice of an upload, in pixels.
FIRST_WIDTH = 256
#: Of the volume or archive that such a picture is taken from, unpacked, in bytes.
MOST_FIRST = 100_000_000
#: A transparent GIF of 1 x 1 pixel: the frame stays dark.
NO_PICTURE = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
#: (width, level) in HU: 20..180, the usual liver window of the viewer.
LIVER_WINDOW = (liver_window.WIDTH, liver_window.USUAL_LEVEL)


def opening_window(series: Series) -> tuple[float, float]:
    """(width, level) with which the viewer opens a CT, found once for both; of MR, the body's."""
    if not series.is_ct:
        return liver_window.opening_window(series)
    _, width, level = presets_of(series)[0]
    return width, level


def usual_window(values: np.ndarray, modality: str) -> tuple[float, float]:
    """(width, level) for the values of a series or a slice: the liver's in a CT, the body's in
    MR."""
    return body_window(values) if modality == MR else LIVER_WINDOW


def take(shelf: Shelf) -> None:
    """Make the small picture of each series that has none yet: its middle slice."""
    from core.dicom import read_slice

    unread: Counter[Origin] = Counter()
    for entry in shelf:
        place = entry.place
        if isinstance(entry, OpenSeries):
            if not place.thumbnail:
                place.thumbnail = slice_still(entry.series, entry.n_slices // 2)
            continue
        unread[place.origin] += 1
        if not place.thumbnail and place.candidate and unread[place.origin] <= MOST_UNREAD:
            place.thumbnail = NO_PICTURE
            # A slice that can't be decoded says so when its series is opened; a volume file that
            # there is no memory for, too.
            room = room_for_volumes(object(), patience=0.0)
            with contextlib.suppress(LiverLensError), room as limits:
                place.thumbnail = plane_still(
                    read_slice(place.candidate, limits=limits),
                    modality=place.candidate.tags.modality,
                    kernel=place.candidate.tags.kernel,
                    column_mm=place.candidate.spacing_mm[2],
                )


def grey_levels(hu: np.ndarray, window: tuple[float, float] = LIVER_WINDOW) -> np.ndarray:
    """Values (rows, columns) -> uint8, linear over `window`, (width, level), clipped outside."""
    width, level = window
    scaled = (np.asarray(hu, dtype=np.float32) - (level - width / 2)) / width
    return (np.clip(scaled, 0, 1) * 255).round().astype(np.uint8)


def slice_still(
    series: Series,
    index: int,
    *,
    mask: np.ndarray | None = None,
    width: int = 96,
) -> str:
    """One slice as a PNG data URI, radiological view, with true proportions; in the window and as
    smooth as the viewer opens with it.

    Args:
        index: slice, 0 the most inferior.
        mask: optional uint8 (z, y, x) of `core.labels` codes on the series' grid, whose outlines
            are drawn in their colours.
        width: width of the picture in pixels.
    """
    window = opening_window(series)
    orientation = InPlaneOrientation.of(series)
    row_mm, column_mm = series.spacing_mm[1:]
    if orientation.transpose:
        row_mm, column_mm = column_mm, row_mm
    values = slice_for_window(series, index, window[0])
    grey = np.ascontiguousarray(orientation.to_radiological(grey_levels(values, window)))
    height = max(1, round(width * grey.shape[0] * row_mm / (grey.shape[1] * column_mm)))
    picture = Image.fromarray(grey).resize((width, height), Image.Resampling.LANCZOS).convert("RGB")
    if mask is not None:
        codes = Image.fromarray(np.ascontiguousarray(orientation.to_radiological(mask[index])))
        # Outlines are drawn at the picture's own size, so that they stay one pixel wide.
        codes = codes.resize((width, height), Image.Resampling.NEAREST)
        picture = Image.fromarray(_outlined(np.array(picture), np.asarray(codes)))
    return png(picture)


def plane_still(
    values: np.ndarray,
    *,
    width: int = 96,
    modality: str = CT,
    kernel: str = "",
    column_mm: float = 1.0,
) -> str:
    """Values (rows, columns) as a PNG data URI, as the file has it: for a series not read yet."""
    return png(_plane(calmed(values, kernel, column_mm), width, modality))


def _plane(hu: np.ndarray, width: int, modality: str) -> Image.Image:
    grey = grey_levels(hu, usual_window(hu, modality))
    height = max(1, round(width * grey.shape[0] / grey.shape[1]))
    return Image.fromarray(grey).resize((width, height), Image.Resampling.LANCZOS)


def first_slice(file: MemoryFile) -> bytes | None:
    """PNG of the slice in a file that has just arrived, None where it holds none, can't be read,
    or is a volume that is large or that there is no memory for now."""
    have_reader()
    from core.dicom import discover, read_slice

    try:
        # Both blocks unpack the file; the first has released its copy before the second begins.
        with _little_room() as limits:
            (candidate,) = discover([file], workers=1, limits=limits).candidates
        modality = candidate.tags.modality
        with _little_room() as limits:
            values = read_slice(candidate, limits=limits)
            values = calmed(values, candidate.tags.kernel, candidate.spacing_mm[2])
            return _png_bytes(_plane(values, FIRST_WIDTH, modality))
    except (LiverLensError, ValueError):
        return None


@contextlib.contextmanager
def _little_room() -> Iterator[Limits]:
    """For what is unpacked for a picture alone, before the person asked for anything."""
    with room_for_volumes(object(), patience=0.0) as limits:
        yield replace(limits, volume_bytes=MOST_FIRST, archive_bytes=MOST_FIRST)


def png(image: Image.Image) -> str:
    """The picture as a data URI."""
    return "data:image/png;base64," + base64.b64encode(_png_bytes(image)).decode("ascii")


def _png_bytes(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()


def _outlined(rgb: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Colour the inner edge of the liver (lesions included) and of each kind of lesion."""
    rgb[_edge(mask >= LIVER_CODE)] = _rgb(COLOURS["liver"])
    for name, code in MASK_CODES.items():
        if code in LESION_CODES:
            rgb[_edge(mask == code)] = _rgb(COLOURS[name])
    return rgb


def _edge(region: np.ndarray) -> np.ndarray:
    """Pixels of `region` (rows, columns; bool) with one of their 4 neighbours outside it."""
    padded = np.pad(region, 1)
    inside = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return region & ~inside


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue
