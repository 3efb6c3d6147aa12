"""LLD-MMRI, the set for classification: `images/ID/SEQUENCE.nii.gz`, each cut around one lesion,
with the lesion's class in `labels/labels.txt`, one `ID CLASS` a line.

No outlines: slices teach the class only. Lou et al., "SDR-Former" (arXiv:2402.17246), section 4.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from core.dicom.label_map import read_nifti_ct
from core.errors import TrainingDataError
from core.labels import BENIGN, MALIGNANT
from core.modality import MR
from core.operator_files import read_text
from core.training.prepare import sentences
from core.training.prepare.cut import cut_slices
from core.training.prepare.folders import folders_below, visible_files
from core.training.prepare.scans import LabelledScan, PreparedSlices, Scan
from core.training.prepare.settings import PrepareSettings
from core.training.slice_class import UNCERTAIN

LABELS, IMAGES = "labels/labels.txt", "images"
SUFFIXES = (".nii.gz", ".nii")
#: The number in the file -> what it looks like here. An abscess is neither: it counts as uncertain.
CLASSES = {
    0: BENIGN,  # haemangioma
    1: MALIGNANT,  # intrahepatic cholangiocarcinoma
    2: UNCERTAIN,  # abscess
    3: MALIGNANT,  # metastasis
    4: BENIGN,  # cyst
    5: BENIGN,  # focal nodular hyperplasia
    6: MALIGNANT,  # hepatocellular carcinoma
}
#: From the lowest and the highest slice, this share is left out: the lesion ends somewhere there.
MARGIN = 0.25


def recognises(root: Path) -> bool:
    """Whether labels and images of LLD-MMRI lie below `root`."""
    return _set_in(root) is not None


def scans(root: Path, settings: PrepareSettings) -> list[Scan]:
    """One scan for each sequence of a patient; all of them are one subject.

    Raises:
        TrainingDataError: there is no such folder, or the labels can't be read.
    """
    folder = _set_in(root)
    if folder is None:
        raise TrainingDataError(sentences.scans.no_lld_mmri_folders(root.name))
    made: list[Scan] = []
    for patient, told in _labels(folder / LABELS):
        sequences = folder / IMAGES / patient
        files = visible_files(sequences) if sequences.is_dir() else []
        volumes = [path for path in files if path.name.lower().endswith(SUFFIXES)]
        for path in volumes or [sequences]:
            name, number = f"{patient} {_stem(path)}" if volumes else patient, len(made) + 1
            problem = "" if volumes else sentences.scans.no_such_images(patient, IMAGES)
            subject = settings.subject_of(name) or patient
            prepare = partial(_prepare, name, number, path, told)
            made.append(Scan(name, number, subject, prepare, problem))
    return made


def _prepare(
    name: str, number: int, path: Path, told: str, settings: PrepareSettings
) -> PreparedSlices:
    series = read_nifti_ct(path, modality=MR)
    edge = int(MARGIN * series.n_slices)
    scan = LabelledScan(
        series,
        None,
        told_class=told,
        slices=(edge, series.n_slices - 1 - edge),
        cautions=tuple(series.warnings),
    )
    return cut_slices(scan, name, number, settings)


def _set_in(root: Path) -> Path | None:
    for folder in folders_below(root):
        if (folder / LABELS).is_file() and (folder / IMAGES).is_dir():
            return folder
    return None


def _labels(path: Path) -> list[tuple[str, str]]:
    """(patient, class) of each line."""
    found = []
    for line, text in enumerate(read_text(path).splitlines(), start=1):
        if not text.strip():
            continue
        patient, _, number = text.strip().rpartition(" ")
        if not patient or not number.isdecimal() or int(number) not in CLASSES:
            raise TrainingDataError(sentences.scans.label_line_unreadable(path.name, line))
        found.append((patient.strip(), CLASSES[int(number)]))
    return found


def _stem(path: Path) -> str:
    suffix = next(one for one in SUFFIXES if path.name.lower().endswith(one))
    return path.name[: -len(suffix)]
