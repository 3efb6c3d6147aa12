"""What every object of ours says of the program that made it, and how it becomes a file."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydicom import Dataset

from core import DISCLAIMER, __version__
from core.export.dicom import codes
from core.export.dicom.uids import derived_uid

if TYPE_CHECKING:  # takes more than a second to import
    import highdicom

MANUFACTURER = MODEL = "LiverLens"
#: As highdicom names them.
EQUIPMENT: dict[str, Any] = {
    "manufacturer": MANUFACTURER,
    "manufacturer_model_name": MODEL,
    "software_versions": __version__,
    "device_serial_number": "0",
}
#: Ends the description of every series.
RESEARCH = "Research use only"

# It logs names of patients that it finds odd.
logging.getLogger("highdicom").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Algorithm:
    """What outlined or scored."""

    name: str
    #: At most 64 letters.
    version: str
    parameters: tuple[str, ...] = ()

    def sequence(self) -> highdicom.AlgorithmIdentificationSequence:
        """For images and segments (PS3.3 10.16)."""
        import highdicom
        from highdicom.sr import CodedConcept

        return highdicom.AlgorithmIdentificationSequence(
            self.name, CodedConcept(*codes.LEARNED), self.version
        )


def second(when: datetime) -> datetime:
    """UTC without fractions, as the dates of an object state it."""
    return when.astimezone(UTC).replace(microsecond=0)


def dates(when: datetime) -> dict[str, Any]:
    """The arguments of highdicom for the time when an object was made, of `second`."""
    return {
        "series_date": when.date(),
        "series_time": when.time(),
        "content_date": when.date(),
        "content_time": when.time(),
    }


def file_of(dataset: Dataset, when: datetime) -> bytes:
    """The object as a DICOM file; equal content gives equal bytes.

    What highdicom draws at random or takes from the clock is replaced.
    """
    dataset.InstanceCreationDate = when.date()
    dataset.InstanceCreationTime = when.time()
    if "DateOfSecondaryCapture" in dataset:
        dataset.DateOfSecondaryCapture, dataset.TimeOfSecondaryCapture = when.date(), when.time()
    for item in dataset.get("ContributingEquipmentSequence") or ():
        item.ContributionDateTime = when
    uid = derived_uid("dimensions", dataset.SOPInstanceUID)
    for keyword in ("DimensionOrganizationSequence", "DimensionIndexSequence"):
        for item in dataset.get(keyword) or ():
            item.DimensionOrganizationUID = uid
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


def reference_to(header: Dataset) -> Dataset:
    """The item of a sequence that names that instance (PS3.3 10.3)."""
    item = Dataset()
    item.ReferencedSOPClassUID = header.SOPClassUID
    item.ReferencedSOPInstanceUID = header.SOPInstanceUID
    return item


def disclaimed(words: str) -> str:
    """`words` with the notice that everything carries."""
    return f"{words}. {DISCLAIMER}"
