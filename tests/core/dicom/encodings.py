"""One anatomy, written as files in any of the ways in which scanners and archives write it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    EnhancedCTImageStorage,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLSLossless,
    RLELossless,
    generate_uid,
)

from core.dicom import MemoryFile
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

SYNTAXES = (
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
    RLELossless,
    JPEGLSLossless,
    JPEG2000Lossless,
)
COMPRESSED = (RLELossless, JPEGLSLossless, JPEG2000Lossless)
#: Patient position -> direction cosines (LPS) of rows and columns, as scanners write them: on the
#: back, the belly, the right and the left side, head or feet first.
POSITIONS = {
    "HFS": (1, 0, 0, 0, 1, 0),
    "HFP": (-1, 0, 0, 0, -1, 0),
    "HFDR": (0, 1, 0, -1, 0, 0),
    "HFDL": (0, -1, 0, 1, 0, 0),
    "FFS": (-1, 0, 0, 0, 1, 0),
    "FFP": (1, 0, 0, 0, -1, 0),
    "FFDR": (0, -1, 0, -1, 0, 0),
    "FFDL": (0, 1, 0, 1, 0, 0),
}
NAMES = ("DOE^JANE", "Müller^Jürgen", "Yamada^Tarou=山田^太郎", "قباني^لنزار", "", "P-01")
#: (signed, bits stored, slope, intercept): stored = (HU - intercept) / slope.
STORED = ((False, 12, 1, -1024), (True, 16, 1, 0), (False, 16, 1, -8192), (True, 16, 2, -10))

AIR, BODY, LESION, LIVER = -1000, 20, 60, 110
#: Ellipsoids one in the other, LPS mm: (HU, centre, half axes). None is symmetric to any other.
ANATOMY = (
    (BODY, (0.0, 0.0, 0.0), (66.0, 50.0, 90.0)),
    (LIVER, (-14.0, -6.0, 4.0), (42.0, 32.0, 36.0)),
    (LESION, (-22.0, 2.0, 9.0), (20.0, 17.0, 18.0)),
)


def ellipsoid_ml(half_axes: Sequence[float]) -> float:
    return float(4 / 3 * np.pi * np.prod(half_axes) / 1000)


LESION_ML = ellipsoid_ml(ANATOMY[2][2])
#: With the lesion in it.
LIVER_ML = ellipsoid_ml(ANATOMY[1][2])


def hu_at(points: np.ndarray) -> np.ndarray:
    """int16 HU at LPS mm `points` (..., 3)."""
    hu = np.full(points.shape[:-1], AIR, np.int16)
    for value, centre, half_axes in ANATOMY:
        inside = (((points - centre) / half_axes) ** 2).sum(-1) <= 1
        hu[inside] = value
    return hu


@dataclass(frozen=True)
class Encoding:
    """How it is written. The representation tells a failed test's reader all of it."""

    seed: int
    syntax: UID
    position: str
    multi_frame: bool
    zipped: bool
    #: Millimetres: between slices along the table, rows, columns.
    spacing_mm: tuple[float, float, float]
    #: Degrees about the patient's left-right axis.
    tilt: float
    #: The gantry leans and the table moves on; else the slices follow their normal.
    sheared: bool
    stored: tuple[bool, int, int, int]
    name: str
    numbering: str
    start_mm: tuple[float, float, float] = field(repr=False)

    @classmethod
    def drawn(cls, seed: int) -> Encoding:
        """Each syntax and position in turn, all else by chance."""
        rng = np.random.default_rng(seed)
        positions = list(POSITIONS)
        syntax = SYNTAXES[seed % len(SYNTAXES)]
        return cls(
            seed=seed,
            syntax=syntax,
            position=positions[seed % len(positions)],
            multi_frame=bool(rng.random() < 0.35),
            zipped=bool(rng.random() < 0.3),
            spacing_mm=tuple(np.round(rng.uniform([1.8, 1.5, 1.5], [2.8, 2.0, 2.0]), 3).tolist()),
            tilt=float(np.round(rng.choice([0, 0, rng.uniform(-20, 20)]), 2)),
            sheared=bool(rng.random() < 0.7),
            stored=STORED[rng.integers(len(STORED))],
            name=NAMES[rng.integers(len(NAMES))],
            numbering=str(rng.choice(["up", "down", "random", "absent"])),
            start_mm=tuple(np.round(rng.uniform(-1, 1, 3), 2).tolist()),
        )

    def files(self) -> list[MemoryFile]:
        """In no order, under names that say nothing."""
        rng = np.random.default_rng([self.seed, 1])
        slices = [self._slice(k, rng) for k in range(self._count)]
        rng.shuffle(slices)
        written = [self._multi_frame(slices)] if self.multi_frame else slices
        words = rng.choice(2**24, size=len(written), replace=False)
        names = [f"{rng.choice(['IM', 'x/', 'A.'])}{word:06x}" for word in words]
        made = [(name, self._bytes(ds)) for name, ds in zip(names, written, strict=True)]
        if not self.zipped:
            return [MemoryFile(name, data) for name, data in made]
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in made:
                archive.writestr(name, data)
        return [MemoryFile("scan.zip", packed.getvalue())]

    @property
    def _count(self) -> int:
        """Slices that reach over liver and lesion."""
        return int(96 / self.spacing_mm[0])

    def _directions(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(along a row, along a column, from slice to slice), unit vectors but the last, which the
        table's way for a slice."""
        angle = np.radians(self.tilt)
        lean = np.array(
            [[1, 0, 0], [0, np.cos(angle), -np.sin(angle)], [0, np.sin(angle), np.cos(angle)]]
        )
        cosines = np.array(POSITIONS[self.position], float)
        row, column = lean @ cosines[:3], lean @ cosines[3:]
        step = np.array([0, 0, 1.0]) if self.sheared else lean @ [0, 0, 1.0]
        return row, column, step * self.spacing_mm[0]

    def _slice(self, k: int, rng: np.random.Generator) -> Dataset:
        row, column, step = self._directions()
        rows, columns = 70, 76
        _, row_mm, column_mm = self.spacing_mm
        centre = np.array(self.start_mm) + (-10, -4, 4) + (k - (self._count - 1) / 2) * step
        origin = centre - (columns - 1) / 2 * column_mm * row - (rows - 1) / 2 * row_mm * column
        origin, row, column = (np.round(v, 6) for v in (origin, row, column))
        c, r = np.arange(columns) * column_mm, np.arange(rows) * row_mm
        points = origin + c[None, :, None] * row + r[:, None, None] * column
        signed, bits, slope, intercept = self.stored
        stored = ((hu_at(points).astype(np.int32) - intercept) // slope).astype(np.int64)
        numbers = {"up": k + 1, "down": 999 - k, "random": int(rng.integers(1, 9)), "absent": None}
        return ct_slice(
            pixels=stored.astype("<i2" if signed else "<u2"),
            BitsStored=bits,
            HighBit=bits - 1,
            PixelRepresentation=int(signed),
            RescaleSlope=slope,
            RescaleIntercept=intercept,
            SpecificCharacterSet="ISO_IR 192",
            PatientName=self.name,
            PatientPosition=self.position,
            SOPInstanceUID=generate_uid(entropy_srcs=[str(self.seed), str(k)]),
            SeriesInstanceUID=generate_uid(entropy_srcs=[str(self.seed)]),
            InstanceNumber=numbers[self.numbering],
            ImagePositionPatient=origin.tolist(),
            ImageOrientationPatient=[*row.tolist(), *column.tolist()],
            PixelSpacing=[row_mm, column_mm],
            SliceThickness=self.spacing_mm[0],
        )

    def _multi_frame(self, slices: list[Dataset]) -> Dataset:
        """Enhanced CT (PS3.3 A.38) with the slices as its frames, in their order."""
        whole = Dataset()
        whole.update(slices[0])
        whole.SOPClassUID, whole.NumberOfFrames = EnhancedCTImageStorage, len(slices)
        whole.PixelData = b"".join(ds.PixelData for ds in slices)
        whole["PixelData"].VR = "OW"
        groups = []
        for ds in slices:
            group = Dataset()
            group.PlanePositionSequence = _item(ds, "ImagePositionPatient")
            groups.append(group)
        shared = Dataset()
        shared.PlaneOrientationSequence = _item(slices[0], "ImageOrientationPatient")
        shared.PixelMeasuresSequence = _item(slices[0], "PixelSpacing", "SliceThickness")
        shared.PixelValueTransformationSequence = _item(
            slices[0], "RescaleSlope", "RescaleIntercept"
        )
        moved = ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing")
        for keyword in (*moved, "SliceThickness", "RescaleSlope", "RescaleIntercept"):
            del whole[keyword]
        whole.SharedFunctionalGroupsSequence = Items([shared])
        whole.PerFrameFunctionalGroupsSequence = Items(groups)
        return whole

    def _bytes(self, ds: Dataset) -> bytes:
        if self.syntax in COMPRESSED:
            ds.file_meta = FileMetaDataset()
            ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
            ds.compress(self.syntax, generate_instance_uid=False)
        return to_bytes(ds, self.syntax)


def _item(ds: Dataset, *keywords: str) -> Items:
    item = Dataset()
    for keyword in keywords:
        setattr(item, keyword, ds[keyword].value)
    return Items([item])
