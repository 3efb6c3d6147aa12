"""Grey pictures sorted into folders by class: `normal/`, `benign/`, `malignant/`.

A picture has no HU, no pixel size, no place in a body and no mask. What is taken for granted in
their stead is said in the summary; the label of a picture is its class and nothing else.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from core.errors import InputError, TrainingDataError
from core.labels import BENIGN, MALIGNANT, NORMAL, UNCERTAIN_CODE
from core.preprocessing import SliceGrid
from core.preprocessing.grid import AIR_HU
from core.series import Series
from core.training.data import HU_MAX, HU_MIN
from core.training.prepare import sentences
from core.training.prepare.folders import files_below
from core.training.prepare.scans import PreparedSlices, Scan
from core.training.prepare.settings import USUAL_FIELD_MM, USUAL_WINDOW, PrepareSettings

SUFFIXES = (".png", ".jpg", ".jpeg")
CLASS_NAMES = {
    NORMAL: ("normal", "healthy", "none", "negative", "no_lesion"),
    BENIGN: ("benign", "cyst", "haemangioma", "hemangioma", "fnh"),
    MALIGNANT: ("malignant", "cancer", "carcinoma", "hcc", "metastasis"),
}
CLASS_OF = {word: name for name, words in CLASS_NAMES.items() for word in words}
#: Lighter than this is not known to be air: JPEG leaves a grain on black.
BLACKEST = 4
SMALLEST_SIDE = 64
#: Colour channels of a grey picture differ by no more than this on average (JPEG).
GREY_TOLERANCE = 4.0


@dataclass(frozen=True)
class Picture:
    """One file and what its place says."""

    path: Path
    #: Path below the folder that was given, with '/'.
    place: str
    told_class: str


def recognises(root: Path) -> bool:
    """Whether a picture lies below a folder named like a class."""
    return any(_class_of(path, root) for path in files_below(root) if _is_picture(path))


def scans(root: Path, settings: PrepareSettings) -> list[Scan]:
    """One scan a subject, in the order of their names.

    Raises:
        TrainingDataError: no pictures, one outside of the classes' folders, or one in two classes.
        UsageError: the subject pattern doesn't match a name.
    """
    pictures, copies = _without_copies([_picture(path, root) for path in _pictures(root)])
    by_subject: dict[str, list[Picture]] = {}
    for picture in pictures:
        key = settings.subject_of(picture.place) or picture.place
        by_subject.setdefault(key, []).append(picture)
    cautions = tuple(_cautions(settings, copies))
    return [
        _scan(subject, number, some, cautions)
        for number, (subject, some) in enumerate(sorted(by_subject.items()), start=1)
    ]


def read_picture(path: Path) -> np.ndarray:
    """(rows, columns) uint8 grey levels.

    Raises:
        InputError: not an 8-bit grey picture, too small, or damaged.
    """
    try:
        with Image.open(path) as picture:
            mode = picture.mode
            channels = np.asarray(picture.convert("L" if mode in ("L", "LA", "1") else "RGB"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise InputError(sentences.scans.picture_unreadable(path.name)) from error
    if mode.startswith(("I", "F")):
        raise InputError(sentences.scans.picture_has_more_bits(path.name))
    if channels.ndim == 3:
        apart = np.ptp(channels.astype(np.int16), axis=2).mean()
        if apart > GREY_TOLERANCE:
            raise InputError(sentences.scans.picture_in_colour(path.name))
        channels = channels[..., 1]
    if min(channels.shape) < SMALLEST_SIDE:
        raise InputError(
            sentences.scans.picture_too_small(
                path.name, channels.shape[1], channels.shape[0], SMALLEST_SIDE
            )
        )
    return channels


def to_hu(grey: np.ndarray, window: tuple[float, float]) -> np.ndarray:
    """Grey 0..255 -> HU of a display window (width, level), linear; black is taken as air.

    Black means "at or under the window's lower end"; as air it shows where the body is.
    """
    width, level = window
    hu = level - width / 2 + grey.astype(np.float32) / 255 * width
    return np.where(grey <= BLACKEST, np.float32(AIR_HU), hu)


def _scan(subject: str, number: int, pictures: list[Picture], cautions: tuple[str, ...]) -> Scan:
    def prepare(settings: PrepareSettings) -> PreparedSlices:
        image = np.stack([_on_grid(picture.path, settings) for picture in pictures])
        return PreparedSlices(
            image,
            np.full(image.shape, UNCERTAIN_CODE, dtype=np.uint8),
            np.arange(len(pictures)),
            np.array([picture.told_class for picture in pictures]),
            cautions,
        )

    return Scan(subject, number, subject, prepare)


def _on_grid(path: Path, settings: PrepareSettings) -> np.ndarray:
    """(s, s) uint8: the picture as if it were a slice in radiological view."""
    hu = to_hu(read_picture(path), settings.window or USUAL_WINDOW)
    pixel = settings.picture_pixel_mm or USUAL_FIELD_MM / max(hu.shape)
    series = Series(
        uid="",
        volume=hu[None],
        spacing_mm=(1.0, pixel, pixel),
        slice_origins_mm=np.zeros((1, 3)),
        row_direction=(1.0, 0.0, 0.0),
        column_direction=(0.0, 1.0, 0.0),
    )
    grid = SliceGrid.for_series(series, settings.preprocessing)
    return grid.to_model(series.volume)[0].clip(HU_MIN, HU_MAX).round().astype(np.uint8)


def _pictures(root: Path) -> list[Path]:
    found = [path for path in files_below(root) if _is_picture(path)]
    if not found:
        raise TrainingDataError(sentences.scans.no_pictures(root.name))
    return found


def _picture(path: Path, root: Path) -> Picture:
    told = _class_of(path, root)
    if not told:
        raise TrainingDataError(sentences.scans.folder_is_no_class(path.name, path.parent.name))
    return Picture(path, path.relative_to(root).as_posix(), told)


def _without_copies(pictures: list[Picture]) -> tuple[list[Picture], int]:
    """(each content once, how many copies were left out).

    Copies as subjects of their own would stand on both sides of a split.
    """
    kept: dict[bytes, Picture] = {}
    for picture in pictures:
        try:
            digest = hashlib.sha256(picture.path.read_bytes()).digest()
        except OSError as error:
            raise TrainingDataError(sentences.scans.picture_not_allowed(picture.place)) from error
        first = kept.setdefault(digest, picture)
        if first.told_class != picture.told_class:
            raise TrainingDataError(sentences.scans.picture_twice(picture.place, first.place))
    return list(kept.values()), len(pictures) - len(kept)


def _cautions(settings: PrepareSettings, copies: int) -> list[str]:
    width, level = settings.window or USUAL_WINDOW
    low, high = level - width / 2, level + width / 2
    said = ["pictures are taken to be in radiological view, the patient's right on the left"]
    if settings.window is None:
        said.append(f"no --window was given: grey is taken as {low:g} to {high:g} HU")
    if low > HU_MIN or high < HU_MAX:
        said.append(f"the window ends at {low:g} and {high:g} HU: what lies beyond is lost")
    if settings.picture_pixel_mm is None:
        said.append(f"no --pixel-mm was given: the longer side is taken as {USUAL_FIELD_MM:g} mm")
    if settings.subjects is None and settings.subject_pattern is None:
        said.append(
            "each picture counts as a person of its own: slices of one person on both sides of a "
            "split make a model look better than it is (see --subject-pattern)"
        )
    if copies:
        said.append(f"{copies} identical copies of pictures were left out")
    return said


def _class_of(path: Path, root: Path) -> str:
    """By the nearest folder between the two that is named like a class; "" if none is."""
    for folder in reversed(path.relative_to(root).parts[:-1]):
        word = folder.strip().lower().replace(" ", "_").replace("-", "_")
        told = CLASS_OF.get(word) or CLASS_OF.get(word.removesuffix("s"))
        if told:
            return told
    return ""


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES
