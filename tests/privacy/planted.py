"""A patient who is planted in what tests open, to be searched for wherever a trace could stay.

Names, numbers and pixels are long and unlikely: none of them turns up by chance, in a hash or in a
compressed file.
"""

from __future__ import annotations

import functools
import io
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from pydicom import Dataset, dcmread

from core.shipped import shipped

NAME = "Zwiebelfisch^Kunigunde"
#: A name as pages show it.
SHOWN_NAME = "Zwiebelfisch, Kunigunde"
PATIENT_ID = "ZQX-4711-88"
BIRTH_DATE = "19370219"
#: DICOM keywords and what the headers say of the patient.
HEADERS = {
    "PatientName": NAME,
    "PatientID": PATIENT_ID,
    "PatientBirthDate": BIRTH_DATE,
    "AccessionNumber": "ACC9912873",
    "ReferringPhysicianName": "Quastenflosser^Horst",
    "InstitutionName": "Klinikum Entenhausen",
}
#: The same as the fields of `core.series.SeriesTags`.
TAGS = {
    "patient_name": NAME,
    "patient_id": PATIENT_ID,
    "patient_birth_date": BIRTH_DATE,
    "accession_number": HEADERS["AccessionNumber"],
    "referring_physician": HEADERS["ReferringPhysicianName"],
}

#: The bundled samples, and of each the slices, counted from 0, whose pixels are searched for: the
#: one it opens on, and two that the tests go to.
SAMPLES = ("benign", "malignant", "normal")
SLICES = (12, 24, 28)
#: Pixels in a row that are searched for: 64 bytes as they are stored.
RUN = 32


def plant(dataset: Dataset, of: str = "") -> Dataset:
    """Write the patient into a header; `of` makes another person of the same name."""
    for keyword, value in HEADERS.items():
        setattr(dataset, keyword, value)
    if of:
        dataset.PatientID = f"{PATIENT_ID}-{of}"
    return dataset


def to_bytes(dataset: Dataset) -> bytes:
    """The DICOM file, as it was read."""
    file = io.BytesIO()
    dataset.save_as(file)
    return file.getvalue()


def plant_in_files(paths: Iterable[Path], of: str = "") -> None:
    for path in paths:
        plant(dcmread(path), of).save_as(path)


def planted_samples(folder: Path) -> Path:
    """A copy of the bundled samples in which each is of one person with the planted name; returns
    `folder / "sample_scans"`. The pixels are those of the bundled samples."""
    place = Path(shutil.copytree(shipped("sample_scans"), folder / "sample_scans"))
    for name in SAMPLES:
        plant_in_files(sorted((place / name).glob("*.dcm")), of=name)
    return place


def searched_slices() -> Iterator[Dataset]:
    """The slices of the bundled samples whose pixels are searched for."""
    for name in SAMPLES:
        # IM0001.dcm is the highest slice.
        files = sorted((shipped("sample_scans") / name).glob("*.dcm"), reverse=True)
        for index in SLICES:
            yield dcmread(files[index])


@functools.cache
def pixel_runs() -> tuple[np.ndarray, ...]:
    """HU of `RUN` pixels in the middle of each searched slice, int16."""
    runs = []
    for dataset in searched_slices():
        row = dataset.pixel_array[dataset.Rows // 2].astype(np.int32)
        middle = row[(row.size - RUN) // 2 : (row.size + RUN) // 2]
        hu = middle * int(dataset.RescaleSlope) + int(dataset.RescaleIntercept)
        runs.append(hu.astype(np.int16))
    return tuple(runs)


@functools.cache
def compressed_runs() -> tuple[bytes, ...]:
    """64 bytes out of the middle of each searched slice as its file holds it, compressed."""
    return tuple(
        data[len(data) // 2 :][:64] for data in (one.PixelData for one in searched_slices())
    )
