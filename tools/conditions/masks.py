"""Reference masks: outlines that a person drew, opened with a CT."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
from pydicom import Dataset
from pydicom.uid import DeflatedExplicitVRLittleEndian

from core.dicom import MemoryFile, Source, load_series
from core.dicom.reference_mask import open_reference
from core.errors import LiverLensError
from core.sentence import Sentence
from tools.conditions.condition import READ, REFUSED, WARNED, Condition, Met
from tools.conditions.slices import COUNT, files, stack
from tools.mock_dicom.seg_file import frame, save, segment


def mask_from(masks: Sequence[Source]) -> Met:
    """Opens them with the ordinary series."""
    ct = load_series(files(stack()), workers=1)
    try:
        mask = open_reference(masks, ct)
    except LiverLensError as error:
        return Met(REFUSED, (Sentence(str(error), error.code),))
    return Met(WARNED if mask.notes else READ, mask.notes, (COUNT,))


def seg(*labels: str, z_mm: float = 4.0) -> list[MemoryFile]:
    """A segment of a few voxels for each label, one a slice from `z_mm` on."""
    numbers = range(1, len(labels) + 1)
    pixels = np.zeros((len(labels), 4, 6), np.uint8)
    pixels[:, 1:3, 2:5] = 1
    with tempfile.TemporaryDirectory() as folder:
        path = save(
            Path(folder) / "seg.dcm",
            [segment(number, label) for number, label in zip(numbers, labels, strict=True)],
            [frame(number, z_mm + number) for number in numbers],
            pixels,
            pixel_mm=(0.5, 0.75),
        )
        return [MemoryFile("seg.dcm", path.read_bytes())]


def nifti(*labels: int, shift_mm: float = 0.0) -> list[MemoryFile]:
    """A label map on the CT's grid with a few voxels of each label."""
    codes = np.zeros((6, 4, COUNT), np.uint8)
    for place, label in enumerate(labels):
        codes[2:4, 1:3, place + 2] = label
    affine = np.diag([-0.75, -0.5, 1.0, 1.0])
    affine[:3, 3] = 10.0 + shift_mm, 20.0, 0.0
    return [MemoryFile("mask.nii", nibabel.Nifti1Image(codes, affine).to_bytes())]


def folder(**masks: int) -> list[MemoryFile]:
    """Name -> how many slices it outlines; a NIfTI for each, 1 in all of them."""
    return [
        MemoryFile(f"{name}.nii.gz", gzip.compress(nifti(*[1] * count)[0].data))
        for name, count in masks.items()
    ]


def shared_number() -> list[MemoryFile]:
    """The only segment's number is said once for all frames."""
    return _seg([segment(1, "Liver")], [frame(None, 5.0)], shared_segment=1)


def label_map(bits: int) -> list[MemoryFile]:
    pixels = np.array(_BOX) * 2
    pixels[:, 1, 2] = 1
    segments = [segment(1, "Tumor"), segment(2, "Liver")]
    return _seg(segments, [frame(None, 5.0)], pixels=pixels, kind="LABELMAP", bits=bits)


def deflated() -> list[MemoryFile]:
    return _seg([segment(1, "Liver")], [frame(1, 5.0)], syntax=DeflatedExplicitVRLittleEndian)


def described(**said: object) -> list[MemoryFile]:
    """One segment with these keywords."""
    return _seg([segment(1, **{"label": "Segment_1", **said})], [frame(1, 5.0)])  # type: ignore[arg-type]


_BOX = np.zeros((1, 4, 6), np.uint8)
_BOX[:, 1:3, 2:5] = 1


def _seg(
    segments: list[Dataset],
    frames: list[Dataset],
    pixels: np.ndarray = _BOX,
    **more: Any,
) -> list[MemoryFile]:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "seg.dcm"
        save(path, segments, frames, pixels, pixel_mm=(0.5, 0.75), **more)
        return [MemoryFile("seg.dcm", path.read_bytes())]


def _liver(what: str, files: Callable[[], list[MemoryFile]], *codes: str) -> Condition:
    """The liver is read, and no lesion is outlined."""
    return _case(what, files, WARNED, *codes, "no_lesions_outlined")


def _case(what: str, files: Callable[[], list[MemoryFile]], outcome: str, *codes: str) -> Condition:
    return Condition(what, files, outcome, codes, () if outcome == REFUSED else (COUNT,), mask_from)


CONDITIONS = (
    _case("SEG with a liver", lambda: seg("Liver"), WARNED, "no_lesions_outlined"),
    _case("SEG with liver and mass", lambda: seg("Liver", "Mass"), WARNED, "lesion_kind_unknown"),
    _case(
        "SEG with other organs too",
        lambda: seg("Liver", "Spleen"),
        WARNED,
        "segments_unused",
        "no_lesions_outlined",
    ),
    _liver("SEG that states its segment once for all frames", shared_number),
    _case("SEG as a label map of 8 bits", lambda: label_map(8), WARNED, "lesion_kind_unknown"),
    _case("SEG as a label map of 16 bits", lambda: label_map(16), WARNED, "lesion_kind_unknown"),
    _liver("Deflated SEG", deflated),
    _liver("SEG called by its code alone", lambda: described(meaning="Foie", value="10200004")),
    _liver("SEG called by its description alone", lambda: described(SegmentDescription="Liver")),
    _liver(
        "SEG of a liver and a colon tumour",
        lambda: seg("Liver", "Colon tumor"),
        "segments_unused",
    ),
    _case("SEG without a liver", lambda: seg("Spleen"), REFUSED, "no_liver_segment"),
    _case("SEG of another place", lambda: seg("Liver", z_mm=500.0), REFUSED, "outside_the_ct"),
    _case("NIfTI with 1 for the liver", lambda: nifti(1), WARNED, "no_lesions_outlined"),
    _case("NIfTI with 1 and 2, as in LiTS", lambda: nifti(1, 2), WARNED, "lesion_kind_unknown"),
    _case("NIfTI with other labels", lambda: nifti(1, 7), REFUSED, "unknown_labels"),
    _liver(
        "A NIfTI for every organ, as TotalSegmentator writes them",
        lambda: folder(liver=3, spleen=2, kidney_right=1, liver_vessels=1),
        "files_unused",
    ),
    _case(
        "liver and liver_tumor",
        lambda: folder(liver=3, liver_tumor=1),
        WARNED,
        "lesion_kind_unknown",
    ),
    _case("Only a spleen", lambda: folder(spleen=2), REFUSED, "no_liver_by_name"),
    _liver(
        "What macOS leaves beside a mask",
        lambda: [*nifti(1), MemoryFile("._mask.nii", b"\0\5\x16\7\0\2\0\0" + bytes(150))],
        "macos_side_file",
    ),
    _case("NIfTI of another place", lambda: nifti(1, shift_mm=900.0), REFUSED, "outside_the_ct"),
)
