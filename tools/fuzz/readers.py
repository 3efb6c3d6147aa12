"""The readers under test, and what must be true of whatever they give back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from core.dicom import Limits, MemoryFile, Source, discover, load_series, read_series, read_slice
from core.dicom.reference_mask import open_reference
from core.errors import LiverLensError
from core.models.checkpoints import load_checkpoint
from core.series import Series
from core.training.data import load_slices
from tools.fuzz import case, seeds
from tools.mock_dicom.mock_slice import PATIENT_ID, PATIENT_NAME

#: Small, so that what would fill a server shows here in a fraction of a second.
LIMITS = Limits(volume_bytes=64 * 2**20, archive_bytes=128 * 2**20, archive_files=20_000)
#: A folder of hundreds of series tells nothing more than its first ones.
MOST_READ = 5
#: The longest sentence: it may list several reasons with a file name of 100 letters each.
MOST_LETTERS = 2000
#: Of one volume: ten kilometres are no patient.
FARTHEST_MM = 1e7


class Broken(Exception):
    """A reader gave something that it must never give."""


def outcome(sources: Sequence[Source], reader: str) -> str:
    """'series' (or another result) or 'sentence'; raises Broken, or whatever the reader raised."""
    try:
        READERS[reader](sources)
    except LiverLensError as error:
        check_sentence(str(error), sources)
        return "sentence"
    return "series" if reader == case.SERIES else "read"


def _read_series(sources: Sequence[Source]) -> None:
    found = discover(sources, limits=LIMITS)
    for line in found.exclusions:
        check_sentence(line.sentence, sources)
    failure = None
    for candidate in found.candidates[:MOST_READ]:
        try:
            read_slice(candidate, limits=LIMITS)
            check_series(read_series(candidate, limits=LIMITS), sources)
        except LiverLensError as error:
            check_sentence(str(error), sources)
            failure = failure or error
    if failure:
        raise failure


def _read_reference(sources: Sequence[Source]) -> None:
    series = load_series([MemoryFile(f"IM{z}", data) for z, data in enumerate(seeds.slice_files())])
    mask = open_reference(sources, series, limits=LIMITS)
    require(mask.codes.shape == series.volume.shape, "a mask of another shape than its CT")
    require(int(mask.codes.max()) <= 3, "codes that are none")
    for note in mask.notes:
        check_sentence(note, sources)


def _read_checkpoint(sources: Sequence[Source]) -> None:
    load_checkpoint(_path(sources))


def _read_training_file(sources: Sequence[Source]) -> None:
    slices = load_slices(_path(sources))
    require(len(slices.slice_class) == len(slices), "slices without a class")


def _path(sources: Sequence[Source]) -> Path:
    (path,) = sources
    assert not isinstance(path, MemoryFile)
    return Path(path)


READERS: dict[str, Callable[[Sequence[Source]], None]] = {
    case.SERIES: _read_series,
    case.REFERENCE: _read_reference,
    case.CHECKPOINT: _read_checkpoint,
    case.TRAINING_FILE: _read_training_file,
}


def check_series(series: Series, sources: Sequence[Source]) -> None:
    """Raises Broken unless the rest of the program can rely on this series."""
    volume, spacing = series.volume, np.array(series.spacing_mm)
    require(volume.ndim == 3 and volume.size > 0, f"a volume of shape {volume.shape}")
    require(volume.dtype in (np.int16, np.float32), f"a volume of {volume.dtype}")
    require(bool(np.isfinite(volume).all()), "HU that are not finite")
    require(bool((spacing > 0).all() and (spacing < FARTHEST_MM).all()), f"spacing of {spacing}")
    origins = series.slice_origins_mm
    require(origins.shape == (len(volume), 3), f"origins of shape {origins.shape}")
    require(bool((np.abs(origins) < FARTHEST_MM).all()), "origins far outside of any patient")
    require(bool((np.diff(series.positions_mm) > 0).all()), "slices out of order")
    require(bool(np.isfinite(np.linalg.inv(series.affine_ras)).all()), "an affine without inverse")
    require(series.uid.isprintable() and 0 < len(series.uid) <= 100, "an unfit UID")
    for warning in series.warnings:
        check_sentence(warning, sources)


def check_sentence(text: str, sources: Sequence[Source]) -> None:
    """Raises Broken unless `text` is one printable sentence without a patient or a folder."""
    require(bool(text) and text[-1] in ".:" and text.isprintable(), f"no sentence: {text[:300]!r}")
    require(len(text) <= MOST_LETTERS, f"a sentence of {len(text)} letters")
    secrets = [PATIENT_ID, PATIENT_NAME, PATIENT_NAME.split("^", maxsplit=1)[0]]
    folders = {Path(s).parent for s in sources if not isinstance(s, MemoryFile)}
    secrets += [str(folder) for folder in folders if len(folder.parts) > 1]
    for secret in secrets:
        require(secret not in text, "a sentence with the patient or a path in it")


def require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Broken(otherwise)
