"""MR acquisitions of known geometry and values: one of each kind that scanners make of a liver.

Every voxel's value is its own place: 100 x slice + 10 x row + column, plus a step for each echo,
b value or time point, so that a mix-up of any two shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from pydicom.dataset import Dataset
from pydicom.uid import EnhancedMRImageStorage, MRImageStorage

from tools.mock_dicom.mock_slice import AXIAL, CORONAL, SAGITTAL, ct_slice
from tools.mock_dicom.seg_file import item

#: Directions of the rows and columns of each plane; the oblique one is turned by 30° from axial
#: about the axis from right to left.
PLANES = {
    "axial": AXIAL,
    "coronal": CORONAL,
    "sagittal": SAGITTAL,
    "oblique": [1, 0, 0, 0, 0.8660254037844387, 0.5],
}
N_SLICES, ROWS, COLUMNS, STEP_MM = 8, 5, 7, 4.0
ORIGIN = np.array([-10.0, -20.0, 30.0])
#: Between the values of one echo, b value or time point and the next.
NEXT = 1000


def values(index: int, step: int = 0) -> np.ndarray:
    """(rows, columns) of slice `index`, counted along row x column."""
    rows, columns = np.indices((ROWS, COLUMNS))
    return (100 * index + 10 * rows + columns + NEXT * step).astype(np.uint16)


def mr_slice(index: int, plane: str = "axial", step: int = 0, **changes: object) -> Dataset:
    """Slice `index` of a stack in `plane`, classic; without a rescale, as most are."""
    directions = np.array(PLANES[plane], float)
    normal = np.cross(directions[:3], directions[3:])
    place = ORIGIN + index * STEP_MM * normal
    defaults: dict[str, object] = {
        "SOPClassUID": MRImageStorage,
        "Modality": "MR",
        "SOPInstanceUID": f"1.2.9.{step}.{index + 1}",
        "SeriesInstanceUID": "1.2.9.7",
        "ImageType": ["ORIGINAL", "PRIMARY", "M"],
        "ImagePositionPatient": [float(mm) for mm in place],
        "ImageOrientationPatient": [float(one) for one in directions],
        "InstanceNumber": index + 1 + step * N_SLICES,
        "SliceThickness": 3.5,
        "SpacingBetweenSlices": STEP_MM,
        "RescaleSlope": None,
        "RescaleIntercept": None,
    }
    return ct_slice(float(index), values(index, step), **{**defaults, **changes})


def stack(plane: str = "axial", step: int = 0, **changes: object) -> list[Dataset]:
    return [mr_slice(index, plane, step, **changes) for index in range(N_SLICES)]


def dual_echo() -> list[Dataset]:
    """Opposed and in phase, TE 2.3 and 4.6 ms, under one series UID."""
    kinds = ("OUT_PHASE", "IN_PHASE")
    return [
        one
        for step, (kind, te) in enumerate(zip(kinds, ("2.3", "4.6"), strict=True))
        for one in stack(
            step=step,
            EchoTime=te,
            EchoNumbers=step + 1,
            ImageType=["ORIGINAL", "PRIMARY", "M", kind],
        )
    ]


def diffusion(b_values: Sequence[float] = (0, 50, 800)) -> list[Dataset]:
    """Trace images by b value, and the map of the diffusion coefficient, under one series UID."""
    traces = [
        one
        for step, b in enumerate(b_values)
        for one in stack(step=step, DiffusionBValue=float(b), EchoTime="60")
    ]
    adc = stack(
        step=len(b_values), EchoTime="60", ImageType=["DERIVED", "PRIMARY", "DIFFUSION", "ADC"]
    )
    return [*traces, *adc]


def dynamic(times: Iterable[str] = ("100000", "100030", "100110")) -> list[Dataset]:
    """Time points after contrast agent, under one series UID."""
    return [
        one
        for step, time in enumerate(times)
        for one in stack(step=step, TemporalPositionIdentifier=step + 1, AcquisitionTime=time)
    ]


def enhanced(
    plane: str = "axial", *, echoes: Sequence[float] = (), b_values: Sequence[float] = ()
) -> Dataset:
    """One Enhanced MR of a stack, or of one for each echo or b value."""
    steps = max(len(echoes), len(b_values), 1)
    frames, groups = [], []
    for step in range(steps):
        for index in range(N_SLICES):
            classic = mr_slice(index, plane, step)
            frames.append(values(index, step))
            group = item(
                PlanePositionSequence=[item(ImagePositionPatient=classic.ImagePositionPatient)],
                FrameContentSequence=[
                    item(StackID="1", InStackPositionNumber=index + 1, DimensionIndexValues=[1])
                ],
                MRImageFrameTypeSequence=[item(FrameType=["ORIGINAL", "PRIMARY", "M", "NONE"])],
            )
            if echoes:
                group.MREchoSequence = [item(EffectiveEchoTime=float(echoes[step]))]
            if b_values:
                group.MRDiffusionSequence = [
                    item(DiffusionBValue=float(b_values[step]), DiffusionDirectionality="ISOTROPIC")
                ]
            groups.append(group)
    shared = item(
        PlaneOrientationSequence=[item(ImageOrientationPatient=PLANES[plane])],
        PixelMeasuresSequence=[item(PixelSpacing=[0.5, 0.75], SliceThickness=3.5)],
    )
    dataset = mr_slice(0, plane, SOPClassUID=EnhancedMRImageStorage)
    for keyword in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"):
        del dataset[keyword]
    pixels = np.stack(frames)
    dataset.NumberOfFrames = len(frames)
    dataset.SharedFunctionalGroupsSequence = [shared]
    dataset.PerFrameFunctionalGroupsSequence = groups
    dataset.PixelData = pixels.tobytes()
    return dataset
