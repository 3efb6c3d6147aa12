"""The files: what is in them, and what they are good for."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.worklist.outlines_format import FORMAT

if TYPE_CHECKING:  # torch stands behind it, which takes seconds to import
    from core.models import ModelCard
    from core.pipeline import Analysis

DATA = Path(__file__).with_name("data")
#: Grows whenever an analysis of the same images by the same weights comes out differently.
CHANGES = 0
#: What an analysis reads of a card, beside the weights. "liver_outline" names the weights that
#: outline the liver for the classical baseline.
_READ_OF_A_CARD = (
    *("assessable_phases", "liver_outline", "outline", "patient"),
    *("preprocessing", "reach", "temperature"),
)
#: The lesion probability is kept in steps of this (of 255), so that the files stay small.
PROBABILITY_STEP = 8


def analysis_file(sample: str, model_name: str) -> Path:
    """Where the analysis lies, if there is one."""
    return DATA / sample / f"{model_name}.npz"


def heat_file(sample: str, model_name: str) -> Path:
    """Where the heatmap lies, if there is one."""
    return DATA / sample / f"{model_name}.heat.npz"


def key_of(card: ModelCard) -> str:
    """Changes with the weights and with what an analysis reads of the card. The images have a
    digest of their own in the file (`core.worklist.outlines`)."""
    read = {name: card.card.get(name) for name in _READ_OF_A_CARD}
    text = json.dumps([FORMAT + CHANGES, card.sha256, read], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def packed(analysis: Analysis, card: ModelCard) -> bytes:
    """An analysis as a file."""
    # Imported late: torch stands behind it.
    from core.worklist.outlines import pack

    return sealed(pack(replace(analysis, lesion_probability=coarse(analysis))), key_of(card))


def coarse(analysis: Analysis) -> np.ndarray:
    """(z, y, x) uint8: the lesion probability in steps of `PROBABILITY_STEP`."""
    steps = np.rint(analysis.lesion_probability / np.float32(PROBABILITY_STEP))
    return np.minimum(steps * PROBABILITY_STEP, 255).astype(np.uint8)


def sealed(npz: bytes, key: str) -> bytes:
    """numpy's zip packed more tightly, with `key` as its comment; the same bytes each time."""
    tight = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(npz)) as source,
        zipfile.ZipFile(tight, "w", zipfile.ZIP_LZMA) as target,
    ):
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_LZMA)
        target.comment = key.encode("ascii")
    return tight.getvalue()


def read(file: Path, card: ModelCard) -> bytes | None:
    """What is in the file; None where there is none, or where it was made by other weights or
    another card."""
    try:
        data = file.read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            is_current = archive.comment.decode("ascii", "replace") == key_of(card)
    except (OSError, zipfile.BadZipFile):
        return None
    return data if is_current else None
