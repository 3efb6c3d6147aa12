"""The series that are pushed: one CT again and again, each time under other UIDs."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import UID

from core.pacs.uids import name_of
from core.receive.ours import SUFFIX

#: Of pydicom, for examples.
_ROOT = "1.2.826.0.1.3680043.8.498"


@dataclass(frozen=True)
class Pushed:
    """`n_series` of as many slices as `slices` has."""

    slices: Sequence[Dataset]
    n_series: int

    @property
    def n_files(self) -> int:
        return self.n_series * len(self.slices)

    def uids(self, series: int, number: int) -> tuple[str, str, str]:
        """Study, series and SOP instance."""
        study = f"{_ROOT}.{series + 1}"
        return study, f"{study}.1", f"{study}.1.{number + 1}"

    def dataset(self, series: int, number: int) -> Dataset:
        """Slice `number` of that series, of a patient of its own."""
        # A shallow copy would share its elements with what other threads send.
        made = copy.deepcopy(self.slices[number])
        study, uid, instance = self.uids(series, number)
        made.StudyInstanceUID, made.SeriesInstanceUID, made.SOPInstanceUID = study, uid, instance
        made.file_meta.MediaStorageSOPInstanceUID = UID(instance)
        made.PatientID = f"LOAD-{series + 1}"
        return made

    def file(self, series: int, number: int) -> bytes:
        """The same as a file."""
        body = BytesIO()
        self.dataset(series, number).save_as(body, enforce_file_format=True)
        return body.getvalue()

    def is_kept(self, inbox: Path, series: int, number: int) -> bool:
        """Whether it lies in the inbox under its own name, with the pixels that were sent."""
        study, uid, instance = self.uids(series, number)
        path = inbox / name_of(study, uid) / f"{name_of(instance)}{SUFFIX}"
        try:
            kept = dcmread(path)
        except OSError:
            return False
        same_pixels: bool = kept.PixelData == self.slices[number].PixelData
        return kept.SOPInstanceUID == instance and same_pixels


def slices_of(folder: Path) -> list[Dataset]:
    """The slices of the one series in that folder."""
    return [dcmread(path) for path in sorted(folder.iterdir())]
