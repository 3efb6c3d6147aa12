"""The series that is sent again and again."""

from __future__ import annotations

from io import BytesIO

from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian

from core.phantom import make_phantom
from core.phantom.dicom_writer import dicom_slice

#: The receiver queues nothing that is smaller.
N_SLICES, SIZE = 16, 96


def small_series() -> list[Dataset]:
    """The slices of a phantom, which suits by its description."""
    phantom = make_phantom("malignant", n_slices=N_SLICES, size=SIZE, seed=1)
    made: list[Dataset] = []
    for index in range(N_SLICES):
        dataset = dicom_slice(phantom, index)
        dataset.SeriesDescription = "Abdomen portal venous 5 mm"
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        file = BytesIO()
        dataset.save_as(file, enforce_file_format=True)
        made.append(dcmread(BytesIO(file.getvalue())))
    return made
