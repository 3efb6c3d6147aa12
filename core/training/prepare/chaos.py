"""CHAOS, MR: `MR/N/T1DUAL` with in-phase and opposed-phase DICOM, `MR/N/T2SPIR`, and PNG labels.

Of a T1DUAL folder both echoes have the labels of the one that was outlined: they were acquired
together. Kavur et al., Medical Image Analysis 2021;69:101950 (doi:10.1016/j.media.2020.101950).
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from core.dicom import discover, read_series
from core.errors import TrainingDataError
from core.labels import BACKGROUND_CODE, LIVER_CODE
from core.training.prepare import sentences
from core.training.prepare.cut import cut_slices
from core.training.prepare.folders import folders_below, visible_files
from core.training.prepare.scans import LabelledScan, PreparedSlices, Scan
from core.training.prepare.settings import PrepareSettings

#: Grey levels of the liver in the PNG; the kidneys and the spleen have others.
LIVER_GREYS = (55, 70)
#: Folder of a sequence -> folders of its images below it, and what they are called.
SEQUENCES = {
    "T1DUAL": {"DICOM_anon/InPhase": "T1 in phase", "DICOM_anon/OutPhase": "T1 opposed phase"},
    "T2SPIR": {"DICOM_anon": "T2"},
}
GROUND = "Ground"


def recognises(root: Path) -> bool:
    """Whether a sequence of CHAOS lies anywhere below `root`."""
    return any(_is_sequence(folder) for folder in folders_below(root))


def scans(root: Path, settings: PrepareSettings) -> list[Scan]:
    """One scan for each echo and sequence; those of a patient are one subject.

    Raises:
        TrainingDataError: there is no such folder.
    """
    found = [folder for folder in folders_below(root) if _is_sequence(folder)]
    if not found:
        raise TrainingDataError(sentences.scans.no_chaos_folders(root.name))
    made: list[Scan] = []
    for folder in sorted(found, key=lambda one: (_number(one.parent.name), one.name)):
        patient = folder.parent.name
        for below, words in SEQUENCES[folder.name].items():
            name, images = f"{patient} {words}", folder / below
            number = len(made) + 1
            problem = "" if images.is_dir() else sentences.scans.no_such_images(name, below)
            prepare = partial(_prepare, name, number, images, folder / GROUND)
            subject = settings.subject_of(name) or patient
            made.append(Scan(name, number, subject, prepare, problem))
    return made


def _prepare(
    name: str, number: int, images: Path, ground: Path, settings: PrepareSettings
) -> PreparedSlices:
    return cut_slices(read_sequence(name, images, ground), name, number, settings)


def read_sequence(name: str, images: Path, ground: Path) -> LabelledScan:
    """The series of a folder with the liver of its PNG labels, file by file in the order of names.

    Raises:
        InputError: the images can't be read.
        TrainingDataError: there are more or fewer labels than images, they are of another size, or
            none of them holds liver.
    """
    candidate = max(discover([images]).candidates, key=lambda one: one.n_slices)
    series = read_series(candidate)
    pictures = [path for path in visible_files(ground) if path.suffix.lower() == ".png"]
    names = sorted(candidate.file_names)
    if len(pictures) != len(names):
        raise TrainingDataError(
            sentences.scans.other_number_of_labels(name, len(pictures), len(names))
        )
    codes = np.zeros(series.volume.shape, dtype=np.uint8)
    for file, picture in zip(names, pictures, strict=True):
        greys = np.asarray(Image.open(picture).convert("L"))
        if greys.shape != codes.shape[1:]:
            raise TrainingDataError(sentences.scans.label_of_other_size(picture.name, name))
        liver = (greys >= LIVER_GREYS[0]) & (greys <= LIVER_GREYS[1])
        codes[candidate.file_names.index(file)] = np.where(liver, LIVER_CODE, BACKGROUND_CODE)
    if not codes.any():
        raise TrainingDataError(sentences.scans.mask_without_liver(name))
    return LabelledScan(series, codes, cautions=tuple(series.warnings))


def _is_sequence(folder: Path) -> bool:
    return folder.name in SEQUENCES and (folder / GROUND).is_dir()


def _number(name: str) -> tuple[int, str]:
    digits = re.sub(r"\D", "", name)
    return (int(digits[:9]) if digits else 0, name)
