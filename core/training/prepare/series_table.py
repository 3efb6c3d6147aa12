"""A CSV of series and labels: path, subject, class; where there are, mask, slices, phase..."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from core.dicom import load_series
from core.dicom.label_map import read_nifti_ct
from core.dicom.suffixes import NIFTI_SUFFIXES, VOLUME_SUFFIXES
from core.errors import InputError, TrainingDataError
from core.labels import BENIGN, LESION_CODES, MALIGNANT, MASK_CODES, NORMAL, UNCERTAIN_CODE
from core.modality import CT, MODALITIES
from core.series import Series
from core.training.prepare import sentences
from core.training.prepare.cut import cut_slices
from core.training.prepare.dicom_seg import read_dicom_seg
from core.training.prepare.nifti_pairs import LITS_CODES, nifti_codes
from core.training.prepare.scans import TUMOUR_CODE, LabelledScan, PreparedSlices, Scan
from core.training.prepare.settings import PrepareSettings
from core.training.prepare.tables import read_rows
from core.training.prepare.tumour_kinds import KIND_CODES
from core.training.slice_class import FROM_MASK, UNCERTAIN

REQUIRED, OPTIONAL = (
    ("path", "subject", "class"),
    ("mask", "slices", "series", "codes", "source", "phase", "modality"),
)
#: Normal slices that show no liver at all: chest, pelvis.
LIVER_FREE = "liver-free"
CLASSES = (NORMAL, BENIGN, MALIGNANT, UNCERTAIN, LIVER_FREE)
RANGE = re.compile(r"(\d+)\s*-\s*(\d+)")
#: What the numbers in a mask mean: as in LiTS, or as `core analyze` writes them.
LITS, OWN = "lits", "liverlens"


def recognises(path: Path) -> bool:
    """Whether it is a table rather than a folder."""
    return path.is_file() and path.suffix.lower() in (".csv", ".tsv")


def scans(path: Path, settings: PrepareSettings) -> list[Scan]:
    """One scan a row; rows of one series share its number.

    Raises:
        TrainingDataError: the table or a row of it can't be used.
    """
    rows = read_rows(path, REQUIRED, OPTIONAL)
    numbers: dict[tuple[str, str], int] = {}
    subjects: dict[str, str] = {}
    found = []
    for line, row in rows:
        where = f"{path.name}: line {line}"
        checked = _checked(row, where)
        if subjects.setdefault(row["path"], row["subject"]) != row["subject"]:
            raise TrainingDataError(sentences.tables.path_of_two_subjects(where))
        number = numbers.setdefault((row["path"], row["series"]), len(numbers) + 1)
        found.append(_scan(path.parent, checked, where, number))
    return found


def _checked(row: dict[str, str], where: str) -> dict:
    """The row with its class and range understood."""
    told, codes = row["class"].lower(), row["codes"].lower() or LITS
    if not row["path"] or not row["subject"]:
        raise TrainingDataError(sentences.tables.row_incomplete(where))
    if told and told not in CLASSES:
        raise TrainingDataError(
            sentences.tables.row_class_unknown(where, row["class"], ", ".join(CLASSES))
        )
    if codes not in (LITS, OWN):
        raise TrainingDataError(sentences.tables.row_codes_unknown(where, row["codes"], LITS, OWN))
    if row["modality"].upper() not in ("", *MODALITIES):
        raise TrainingDataError(
            sentences.tables.row_modality_unknown(where, row["modality"], " or ".join(MODALITIES))
        )
    slices = None
    if row["slices"]:
        match = RANGE.fullmatch(row["slices"])
        if not match or int(match[1]) > int(match[2]):
            raise TrainingDataError(sentences.tables.row_slices_unreadable(where, row["slices"]))
        slices = int(match[1]), int(match[2])
    if row["mask"] and codes == OWN and told:
        raise TrainingDataError(sentences.tables.class_beside_own_codes(where, OWN))
    if row["mask"] and told == LIVER_FREE:
        raise TrainingDataError(sentences.tables.mask_beside_liver_free(where, LIVER_FREE))
    if not row["mask"] and not told:
        raise TrainingDataError(sentences.tables.neither_class_nor_mask(where))
    if not row["mask"] and told in (BENIGN, MALIGNANT) and slices is None:
        raise TrainingDataError(sentences.tables.which_slices_show_the_lesion(where, told))
    return {**row, "class": told, "codes": codes, "slices": slices}


def _scan(folder: Path, row: dict, where: str, number: int) -> Scan:
    name = Path(row["path"]).name
    ct, mask = folder / row["path"], row["mask"] and folder / row["mask"]
    problem = ""
    for path in (ct, mask):
        if path and not path.exists() and not problem:
            problem = f"{where}: {path.name} does not exist: correct the path."

    def prepare(settings: PrepareSettings) -> PreparedSlices:
        try:
            scan = read_row(ct, mask or None, row, settings)
        except (InputError, TrainingDataError) as error:
            raise TrainingDataError(sentences.tables.row_unusable(where, error)) from error
        return cut_slices(scan, name, number, settings)

    return Scan(name, number, row["subject"], prepare, problem)


def read_row(ct: Path, mask: Path | None, row: dict, settings: PrepareSettings) -> LabelledScan:
    """The series of a checked row and what the row says of it.

    Raises:
        InputError, TrainingDataError: a file can't be read, or the two or the class don't fit.
    """
    series = _read_ct(ct, row["series"], row["modality"].upper() or CT)
    if row["slices"] and row["slices"][1] >= series.n_slices:
        raise TrainingDataError(
            sentences.tables.row_slice_beyond_series(ct.name, row["slices"][1], series.n_slices - 1)
        )
    codes = None
    cautions: tuple[str, ...] = series.warnings
    if mask is not None:
        codes, ignored = _read_mask(mask, series, ct, row["codes"], settings)
        codes = _with_class(codes, row["class"], mask.name)
        if ignored:
            cautions = (*cautions, f"segments were not used: {', '.join(ignored)}")
    free = row["class"] == LIVER_FREE
    told = FROM_MASK if free or mask is not None else row["class"]
    return LabelledScan(
        series,
        codes,
        told,
        free,
        row["slices"],
        tuple(cautions),
        source=row["source"],
        phase=row["phase"].lower(),
    )


def _read_ct(path: Path, uid: str, modality: str) -> Series:
    """DICOM says itself what it is; `modality` is that of a volume file."""
    if path.name.lower().endswith(VOLUME_SUFFIXES):
        return read_nifti_ct(path, modality=modality)
    return load_series([path], uid=uid or None)


def _read_mask(
    path: Path, series: Series, ct: Path, meaning: str, settings: PrepareSettings
) -> tuple[np.ndarray, list[str]]:
    """(codes with `TUMOUR_CODE`, names of segments that were not used)."""
    if not path.name.lower().endswith(VOLUME_SUFFIXES):
        return read_dicom_seg(path, series, ct.name)
    raw = nifti_codes(path, series, ct, settings.ignore_label_geometry and _is_nifti(ct))
    own = {code: code for code in (*MASK_CODES.values(), UNCERTAIN_CODE)}
    known = LITS_CODES if meaning == LITS else own
    found = np.flatnonzero(np.bincount(raw.ravel(), minlength=256)).tolist()
    unknown = [code for code in found if code not in known]
    if unknown:
        raise TrainingDataError(sentences.tables.codes_unknown(path.name, unknown, meaning))
    recode = np.zeros(256, dtype=np.uint8)
    recode[list(known)] = list(known.values())
    return recode[raw], []


def _with_class(codes: np.ndarray, told: str, mask: str) -> np.ndarray:
    """Lesions of unknown kind take the row's class."""
    tumour = codes == TUMOUR_CODE
    lesion = bool(tumour.any() or np.isin(codes, LESION_CODES).any())
    if told == NORMAL and lesion:
        raise TrainingDataError(sentences.tables.lesion_in_a_normal_scan(mask))
    if told in (BENIGN, MALIGNANT) and not lesion:
        raise TrainingDataError(sentences.tables.no_lesion_in_the_mask(mask, told))
    if told in KIND_CODES:
        return np.where(tumour, np.uint8(KIND_CODES[told]), codes)
    return codes


def _is_nifti(path: Path) -> bool:
    return path.name.lower().endswith(NIFTI_SUFFIXES)
