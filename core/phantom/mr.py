"""The phantom as MR: the same patient with the signal of a sequence, in any plane.

Signal follows from the HU of each voxel by a curve per sequence: air and bone are dark, fat is
bright or not, and liver, spleen and lesions lie between. It is a picture with known truth for tests
and demonstrations; no physics of relaxation is in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage

from core.errors import UsageError
from core.labels import BENIGN_CODE, MALIGNANT_CODE
from core.modality import MR
from core.phantom import sentences
from core.phantom.build import Phantom, make_phantom
from core.phantom.tags import uid_of

#: HU -> signal, a line between the points: (HU, signal). Lesions are told apart by their codes.
_AIR, _FAT, _WATER, _SOFT, _BRIGHT, _BONE = -1000, -100, 0, 60, 130, 700


@dataclass(frozen=True)
class Sequence:
    """How tissues look in one kind of image."""

    description: str
    #: Signal of air, fat, water, unenhanced soft tissue, enhanced tissue and bone.
    signal: tuple[float, float, float, float, float, float]
    #: Of benign and malignant lesions.
    lesions: tuple[float, float]
    #: DICOM elements by keyword.
    header: dict[str, object]


def _sequence(
    description: str, signal: tuple[float, ...], lesions: tuple[float, float], **header: object
) -> Sequence:
    air, fat, water, soft, bright, bone = signal
    return Sequence(description, (air, fat, water, soft, bright, bone), lesions, header)


_T1 = (0, 900, 180, 420, 520, 90)
#: Kind -> the images that it consists of, under one series UID.
KINDS: dict[str, tuple[Sequence, ...]] = {
    "t1": (_sequence("T1", _T1, (200, 300), EchoTime="2.3", RepetitionTime="4"),),
    "t2": (_sequence("T2", (0, 700, 1500, 320, 260, 60), (1400, 560), EchoTime="90"),),
    "dual-echo": (
        _sequence(
            "T1 dual echo",
            (0, 850, 180, 360, 460, 90),
            (200, 300),
            EchoTime="2.3",
            ImageType=["DERIVED", "SECONDARY", "M", "OUT_PHASE"],
        ),
        _sequence(
            "T1 dual echo",
            _T1,
            (200, 300),
            EchoTime="4.6",
            ImageType=["DERIVED", "SECONDARY", "M", "IN_PHASE"],
        ),
    ),
    "diffusion": (
        _sequence("DWI", (0, 200, 1600, 700, 600, 60), (1500, 900), DiffusionBValue=50.0),
        _sequence("DWI", (0, 90, 300, 260, 230, 40), (330, 620), DiffusionBValue=800.0),
        _sequence(
            "DWI",
            (0, 100, 2800, 1150, 1200, 100),
            (2600, 950),
            ImageType=["DERIVED", "SECONDARY", "DIFFUSION", "ADC"],
        ),
    ),
    "dynamic": (
        _sequence(
            "T1 dynamic", (0, 300, 180, 420, 430, 60), (200, 300), TemporalPositionIdentifier=1
        ),
        _sequence(
            "T1 dynamic", (0, 300, 180, 500, 900, 60), (200, 420), TemporalPositionIdentifier=2
        ),
        _sequence(
            "T1 dynamic", (0, 300, 180, 560, 720, 60), (200, 330), TemporalPositionIdentifier=3
        ),
    ),
}
PLANES = ("axial", "coronal")
#: Noise, as the standard deviation of each of the two receiver channels (Rician magnitude).
NOISE = 12.0


def make_mr(
    case: str,
    kind: str = "t1",
    *,
    plane: str = "axial",
    n_slices: int = 48,
    size: int = 512,
    seed: int = 0,
) -> list[Phantom]:
    """One phantom for each image of the kind, on the same grid, with the truth beside each.

    Args:
        case, n_slices, size, seed: as `make_phantom` takes them.
        kind: of `KINDS`.
        plane: of `PLANES`; coronal pixels are squares, and there are as many slices as the image is
            deep.

    Raises:
        UsageError: a name or number out of range.
    """
    for name, value, known in (("kind", kind, tuple(KINDS)), ("plane", plane, PLANES)):
        if value not in known:
            raise UsageError(sentences.unknown_mr(name, value, known))
    phantom = make_phantom(case, n_slices=n_slices, size=size, seed=seed)
    if plane == "coronal":
        phantom = _coronal(phantom)
    return [_as_mr(phantom, kind, plane, step) for step in range(len(KINDS[kind]))]


def _as_mr(phantom: Phantom, kind: str, plane: str, step: int) -> Phantom:
    sequence, series = KINDS[kind][step], phantom.series
    curve = (_AIR, _FAT, _WATER, _SOFT, _BRIGHT, _BONE)
    clean = np.interp(series.volume, curve, sequence.signal)
    for code, signal in zip((BENIGN_CODE, MALIGNANT_CODE), sequence.lesions, strict=True):
        clean[phantom.mask == code] = signal
    rng = np.random.default_rng([phantom.seed, 9, step])
    noise = rng.normal(0, NOISE, (2, *clean.shape))
    volume = np.hypot(clean + noise[0], noise[1]).round().astype(np.int16)
    tags = replace(
        series.tags,
        modality=MR,
        series_description=f"{sequence.description} (synthetic)",
        kernel="",
        contrast_agent="",
        kvp=None,
        window=None,
    )
    uid = uid_of("mr", *phantom.identity, kind, plane)
    return replace(phantom, series=replace(series, uid=uid, volume=volume, tags=tags))


def _coronal(phantom: Phantom) -> Phantom:
    """Slices from the front to the back, rows from the head down; pixels as large as the axial
    ones."""
    series = phantom.series
    z_mm, y_mm, x_mm = series.spacing_mm
    zoom = z_mm / y_mm
    # Air below and above is not invented: the stack is as high as the axial one.
    volume = ndimage.zoom(series.volume, (zoom, 1, 1), order=1, grid_mode=True, mode="nearest")
    mask = ndimage.zoom(phantom.mask, (zoom, 1, 1), order=0, grid_mode=True, mode="nearest")
    step = series.n_slices * z_mm / len(volume)
    first = series.slice_origins_mm[0]
    top = first[2] - z_mm / 2 + series.n_slices * z_mm - step / 2
    n_slices = volume.shape[1]
    origins = np.column_stack(
        [
            np.full(n_slices, first[0]),
            first[1] + np.arange(n_slices) * y_mm,
            np.full(n_slices, top),
        ]
    )
    return replace(
        phantom,
        series=replace(
            series,
            volume=np.ascontiguousarray(volume[::-1].transpose(1, 0, 2)),
            spacing_mm=(y_mm, step, x_mm),
            slice_origins_mm=origins,
            column_direction=(0.0, 0.0, -1.0),
            tags=replace(series.tags, slice_thickness_mm=y_mm),
        ),
        mask=np.ascontiguousarray(mask[::-1].transpose(1, 0, 2)),
    )
