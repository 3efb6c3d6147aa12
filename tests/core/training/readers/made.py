"""Patients as NIfTI files: a block of liver with a lesion in it, and a study that reads them."""

from __future__ import annotations

from pathlib import Path

import nibabel
import numpy as np

from core.annotation import LIVER, Annotation, Finding, voxel_of
from core.dicom import discover
from core.worklist import Kept, Store, Study, StudySeries
from tests.core.known_network import BENIGN_HU, LIVER_HU, MALIGNANT_HU, block_volume

N_SLICES = 6
#: Rows and columns of the lesion on slices 2 and 3.
LESION = (slice(20, 32), slice(24, 36))
ANNA, BERT = "user-anna", "user-bert"


def write_patient(folder: Path, number: int, hu: float = MALIGNANT_HU) -> Path:
    """A CT of its own noise, so that no two are the same."""
    volume = block_volume(N_SLICES).astype(np.int16)
    volume[(slice(2, 4), *LESION)] = hu
    volume[:, :4, :4] = -1000  # air, without which it would not pass for CT
    volume[0, 0, 0] = -1000 + number
    # LPS identity, 1.5 x 1.5 x 5 mm, told in RAS.
    path = folder / f"patient{number}.nii.gz"
    folder.mkdir(exist_ok=True, parents=True)
    nibabel.save(
        nibabel.Nifti1Image(volume.transpose(2, 1, 0), np.diag([-1.5, -1.5, 5.0, 1.0])), path
    )
    return path


def outlined(*findings: tuple[Finding, tuple[slice, slice]]) -> Annotation:
    """The block of liver with findings on slices 2 and 3."""
    volume = block_volume(N_SLICES)
    voxels = np.where(volume == LIVER_HU, LIVER, 0).astype(np.uint8)
    for finding, place in findings:
        voxels[(slice(2, 4), *place)] = voxel_of(finding.number)
    return Annotation(voxels, tuple(finding for finding, _ in findings))


def make_study(store: Store, folder: Path, n: int) -> Study:
    """`n` patients whom Anna and Bert are to read; the even ones have a benign lesion."""
    series = []
    for number in range(1, n + 1):
        path = write_patient(folder, number, MALIGNANT_HU if number % 2 else BENIGN_HU)
        (candidate,) = discover([path]).candidates
        digest = store.key.series_digest(candidate.uid)
        place = Kept.of_paths(store.key, [path]).place
        series.append(StudySeries(digest, f"{number:016x}", N_SLICES, place=place))
    study = store.studies.create("Blocks", "owner", series)
    for reader in (ANNA, BERT):
        study = store.studies.join(study.id, reader)
    return study


def read(store: Store, study: Study, place: int, anna: Annotation, bert: Annotation) -> None:
    """Both submit the series at that place of the study."""
    digest = study.series[place].series_digest
    for reader, annotation in ((ANNA, anna), (BERT, bert)):
        store.save_annotation(digest, reader, annotation, base=0, study=study.id, submitted=True)
