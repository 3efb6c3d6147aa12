"""3D-IRCADb-01: `3Dircadb1.N/PATIENT_DICOM` with one folder a structure in `MASKS_DICOM`.

Either may be the zip it is distributed as. Structures were named by hand, in English and French:
livertumor, livertumor01, livertumors; livercyst, liverkyst, liverkyste. Others that sound like a
tumour are no marked liver tumour (an adrenal one is called `tumor`, the scar of a resection
`metastasectomie`): where they touch the liver the pixels are uncertain.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import numpy as np

from core.errors import TrainingDataError
from core.labels import BENIGN_CODE, LIVER_CODE, UNCERTAIN_CODE
from core.series import Series
from core.training.prepare import sentences
from core.training.prepare.cut import cut_slices
from core.training.prepare.dicom_masks import CtSlices, mask_folders, read_ct, read_mask
from core.training.prepare.folders import folders_below
from core.training.prepare.scans import TUMOUR_CODE, LabelledScan, PreparedSlices, Scan, numbers_for
from core.training.prepare.settings import PrepareSettings

CT, MASKS = "PATIENT_DICOM", "MASKS_DICOM"
TUMOUR = re.compile(r"liver[ _-]?tumou?rs?[ _-]?\d*")
CYST = re.compile(r"liver[ _-]?(c|k)yste?s?[ _-]?\d*")
LIVER = re.compile(r"liver")
#: Masks that may lie in the liver and say neither "liver tumour" nor "liver cyst".
DOUBTFUL = re.compile(r".*(tumou?r|metasta|lesion|hyperplas).*|liver.+")


def recognises(root: Path) -> bool:
    """Whether a `PATIENT_DICOM` lies in `root` or below."""
    return bool(_patients(root))


def scans(root: Path, settings: PrepareSettings) -> list[Scan]:
    """One scan a patient, by the numbers in the names of their folders.

    Raises:
        TrainingDataError: no such folder.
    """
    found = _patients(root)
    if not found:
        raise TrainingDataError(sentences.scans.no_ct_folder(root.name, CT))
    names = [folder.resolve().name for folder in found]
    listed = zip(numbers_for(names), names, found, strict=True)
    return [_scan(folder, name, number, settings) for number, name, folder in sorted(listed)]


def read_patient(folder: Path) -> LabelledScan:
    """The CT and all of the masks that speak of the liver.

    Raises:
        TrainingDataError: the masks lack the liver, or don't fit the CT.
        InputError: the CT or a mask can't be read.
    """
    scanned, drawn = _part(folder, CT), _part(folder, MASKS)
    if scanned is None or drawn is None:
        raise TrainingDataError(sentences.scans.no_mask_folder(folder.name, MASKS))
    ct = read_ct(scanned)
    masks = mask_folders(drawn)
    names = {kind: [n for n in masks if p.fullmatch(n.lower())] for kind, p in _KINDS.items()}
    if not names["liver"]:
        raise TrainingDataError(sentences.scans.no_liver_mask(folder.name, MASKS))
    read = partial(_union, masks=masks, ct=ct)
    codes = np.where(read(names["liver"]), np.uint8(LIVER_CODE), np.uint8(0))
    told = {n for some in names.values() for n in some}
    doubtful = [n for n in masks if n not in told and DOUBTFUL.fullmatch(n.lower())]
    codes[read(doubtful) & (codes > 0)] = UNCERTAIN_CODE
    # A tumour is drawn over a cyst that it shares voxels with: the graver reading stands.
    codes[read(names["cyst"])] = BENIGN_CODE
    codes[read(names["tumour"])] = TUMOUR_CODE
    return LabelledScan(ct.series, codes, cautions=_cautions(ct.series, masks, told, doubtful))


_KINDS = {"liver": LIVER, "cyst": CYST, "tumour": TUMOUR}


def _scan(folder: Path, name: str, number: int, settings: PrepareSettings) -> Scan:
    def prepare(settings: PrepareSettings) -> PreparedSlices:
        return cut_slices(read_patient(folder), name, number, settings)

    problem = ""
    if _part(folder, MASKS) is None:
        problem = f"{name}: has no {MASKS}: add it or leave the patient out."
    return Scan(name, number, settings.subject_of(name) or name, prepare, problem)


def _patients(root: Path) -> list[Path]:
    found = [folder for folder in folders_below(root) if _part(folder, CT)]
    # Unpacking a zip often gives PATIENT_DICOM/PATIENT_DICOM: the outer one is the patient's.
    return [folder for folder in found if folder.name != CT]


def _part(folder: Path, name: str) -> Path | None:
    """The folder, or else the zip, of that name."""
    for path in (folder / name, folder / f"{name}.zip"):
        if path.is_dir() or (path.suffix and path.is_file()):
            return path
    return None


def _union(names: list[str], masks: dict, ct: CtSlices) -> np.ndarray:
    """(z, y, x) bool: where any of the structures is."""
    union = np.zeros(ct.series.volume.shape, dtype=bool)
    for name in names:
        union |= read_mask(name, masks[name], ct)
    return union


def _cautions(series: Series, masks: dict, told: set[str], doubtful: list[str]) -> tuple[str, ...]:
    cautions: list[str] = list(series.warnings)
    if doubtful:
        cautions.append(
            f"the masks {', '.join(sorted(doubtful))} make the liver uncertain where they touch it"
        )
    unused = sorted(set(masks) - told - set(doubtful))
    if unused:
        cautions.append(f"masks of other structures were not used: {', '.join(unused)}")
    return tuple(cautions)
