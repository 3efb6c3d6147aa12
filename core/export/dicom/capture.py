"""Pictures of key slices as DICOM secondary captures (PS3.3 A.8), one instance each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydicom.sequence import Sequence as DicomSequence
from pydicom.uid import ExplicitVRLittleEndian

from core.export.dicom.equipment import EQUIPMENT, dates, file_of, reference_to
from core.export.dicom.of_analysis import SERIES_NUMBERS, OfAnalysis


@dataclass(frozen=True, eq=False)
class Picture:
    """One picture of a slice, with the notice burned in and no patient's name."""

    #: (rows, columns, 3) uint8 RGB, radiological view.
    pixels: np.ndarray
    #: The slice that it shows.
    slice_index: int


def capture_files(of: OfAnalysis, pictures: Sequence[Picture]) -> list[bytes]:
    """One DICOM file for each picture, in their order."""
    import highdicom

    files = []
    for number, picture in enumerate(pictures, start=1):
        source = of.headers[picture.slice_index]
        image = highdicom.sc.SCImage.from_ref_dataset(
            ref_dataset=source,
            pixel_array=picture.pixels,
            photometric_interpretation="RGB",
            bits_allocated=8,
            coordinate_system="PATIENT",
            patient_orientation=("L", "P"),
            series_instance_uid=of.series_uid("sc"),
            series_number=SERIES_NUMBERS["sc"],
            sop_instance_uid=of.sop_uid("sc", instance=number),
            instance_number=number,
            transfer_syntax_uid=ExplicitVRLittleEndian,
            series_description=f"Liver, key images. {of.use}",
            **EQUIPMENT,
            **dates(of.when),
        )
        image.BodyPartExamined = "LIVER"
        image.SourceImageSequence = DicomSequence([reference_to(source)])
        # What is burned in is no name.
        image.BurnedInAnnotation = "NO"
        files.append(file_of(image, of.when))
    return files
