"""One slice before its pixels are read: where it lies, how its values become HU, whose it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.dicom.headers import Header
from core.dicom.items import Item, display_name
from core.dicom.limits import Limits
from core.dicom.set_aside import SetAside
from core.dicom.syntaxes import NATIVE, plugin_for

#: Real pixels and slices are far within these, mm; what is beyond them, squared, is no number.
LENGTHS_MM = (1e-4, 1e3)
#: The farthest from the origin of the patient's frame that anything can be, mm.
FARTHEST_MM = 1e6
#: CT has slopes near 1 and intercepts near -1024; HU beyond these would not even fit float32.
STEEPEST_SLOPE, FARTHEST_INTERCEPT = 1e4, 1e7
#: More than any file can hold.
MOST_FRAMES = 2**31
#: Cosines of a slice's row and column may be off unit length and right angle by this much.
DIRECTION_TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class PixelLayout:
    """How the pixels of one file are stored (PS3.3 C.7.6.3)."""

    rows: int
    columns: int
    bits_allocated: int
    bits_stored: int
    high_bit: int
    signed: bool
    n_frames: int
    photometric: str
    transfer_syntax: str
    #: The pydicom plugin that decodes it; "" if it is uncompressed.
    plugin: str
    little_endian: bool
    #: Where the value of Pixel Data begins: in the file, or in the inflated data set.
    offset: int
    #: Where the deflated data set of a deflated file begins in it; None for all others.
    deflated_from: int | None
    #: Words that mean "no image here", inclusive, as allocated; None without padding.
    padding: tuple[int, int] | None

    @property
    def frame_bytes(self) -> int:
        """Bytes of one uncompressed frame."""
        return self.rows * self.columns * self.bits_allocated // 8


@dataclass(frozen=True, slots=True)
class Plane:
    """A slice in the patient, LPS, mm (PS3.3 C.7.6.2)."""

    #: Centre of the voxel in row 0, column 0.
    origin: tuple[float, float, float]
    row_direction: tuple[float, float, float]
    column_direction: tuple[float, float, float]
    #: (between rows, between columns), the order of Pixel Spacing.
    pixel_spacing: tuple[float, float]

    @property
    def normal(self) -> np.ndarray:
        """Unit vector (3,) across the slice, turned so that z is never negative."""
        normal = np.cross(self.row_direction, self.column_direction)
        return normal if normal[2] >= 0 else -normal


@dataclass(frozen=True, slots=True)
class Rescale:
    """HU = slope x stored + intercept (PS3.3 C.11.1)."""

    slope: float
    intercept: float


@dataclass(frozen=True)
class Owner:
    """Whose slices these are; differing owners are never stacked together."""

    patient: tuple[str, str] = field(repr=False)
    study_uid: str
    frame_of_reference_uid: str


@dataclass(frozen=True, eq=False)
class Frame:
    """One slice of one file."""

    item: Item
    header: Header = field(repr=False)
    #: Within the file; 0 for a single-frame file.
    index: int
    layout: PixelLayout
    plane: Plane
    rescale: Rescale
    #: (stack, temporal position) of a multi-frame file: never mixed; () for single-frame files.
    phase: tuple[str, ...] = ()
    #: The other dimension indices of a multi-frame file.
    dimensions: tuple[int, ...] = ()
    slice_thickness_mm: float | None = None
    #: Facts about this slice that the reader of the image should know.
    notes: tuple[str, ...] = ()

    @cached_property
    def owner(self) -> Owner:
        text = self.header.text
        return Owner(
            (text("PatientID"), text("PatientName")),
            text("StudyInstanceUID"),
            text("FrameOfReferenceUID"),
        )

    @property
    def series_uid(self) -> str:
        # It is shown, and others script against it: one printable word, whatever the file says.
        return display_name(self.header.text("SeriesInstanceUID"))

    @property
    def number(self) -> tuple[float, int, str]:
        """Order among slices at one position: instance number, frame, place in the input."""
        return (self.header.number("InstanceNumber") or 0, self.index, self.item.place)


def single_frame(item: Item, header: Header, limits: Limits) -> Frame:
    """The slice of a single-frame CT file. Raises SetAside if something needed is missing."""
    layout = pixel_layout(item, header, limits)
    if layout.n_frames != 1:
        raise SetAside("multi-frame object without positions of its frames")
    plane = plane_of(
        header.numbers("ImagePositionPatient"),
        header.numbers("ImageOrientationPatient"),
        header.numbers("PixelSpacing"),
    )
    slope, intercept = header.number("RescaleSlope"), header.number("RescaleIntercept")
    return Frame(
        item,
        header,
        0,
        layout,
        plane,
        rescale_of(slope, intercept),
        slice_thickness_mm=length_mm(header.number("SliceThickness")),
        notes=value_notes(header, slope, intercept, header.text("RescaleType")),
    )


def pixel_layout(item: Item, header: Header, limits: Limits) -> PixelLayout:
    """Check and gather how the pixels are stored; the decoder is there and the bytes are enough."""
    rows, columns = header.binary("Rows") or 0, header.binary("Columns") or 0
    if rows < 1 or columns < 1:
        raise SetAside("no matrix size (Rows, Columns) in its header")
    if max(rows, columns) > limits.matrix:
        raise SetAside(f"matrix of {columns} x {rows} pixels, over the limit of {limits.matrix}")
    allocated = header.binary("BitsAllocated") or 0
    stored = header.binary("BitsStored") or allocated
    high_bit = header.binary("HighBit")
    high_bit = stored - 1 if high_bit is None else high_bit
    if allocated not in (8, 16, 32) or not 1 <= stored <= high_bit + 1 <= allocated:
        raise SetAside(
            f"its header asks for {stored} bits of {allocated} a pixel, which can't be right"
        )
    syntax = header.raw.transfer_syntax
    layout = PixelLayout(
        rows=rows,
        columns=columns,
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=high_bit,
        signed=header.binary("PixelRepresentation") == 1,
        n_frames=max(1, round(min(header.number("NumberOfFrames") or 1, MOST_FRAMES))),
        photometric=header.text("PhotometricInterpretation") or "MONOCHROME2",
        transfer_syntax=syntax,
        plugin=plugin_for(syntax, stored),
        little_endian=header.raw.little_endian,
        offset=header.raw.pixel_offset,
        deflated_from=header.raw.deflated_from,
        padding=_padding(header),
    )
    _check_pixel_bytes(item, header, layout)
    return layout


def plane_of(
    position: tuple[float, ...], orientation: tuple[float, ...], spacing: tuple[float, ...]
) -> Plane:
    """A checked plane. Raises SetAside naming what is missing or wrong."""
    if len(position) != 3:
        raise SetAside("no position in the patient (Image Position Patient)")
    if len(orientation) != 6:
        raise SetAside("no orientation in the patient (Image Orientation Patient)")
    if not np.isfinite(position).all() or max(map(abs, position)) > FARTHEST_MM:
        raise SetAside("position in the patient (Image Position Patient) makes no sense")
    if len(spacing) != 2 or any(length_mm(size) is None for size in spacing):
        raise SetAside("no pixel size in mm (Pixel Spacing)")
    row, column = np.array(orientation[:3]), np.array(orientation[3:])
    lengths = np.linalg.norm(row), np.linalg.norm(column)
    off = np.array([lengths[0] - 1, lengths[1] - 1, row @ column])
    if not (np.abs(off) <= DIRECTION_TOLERANCE).all():  # NaN is not
        raise SetAside("orientation in the patient (Image Orientation Patient) makes no sense")
    return Plane(
        tuple(position),
        tuple((row / lengths[0]).tolist()),
        tuple((column / lengths[1]).tolist()),
        tuple(spacing),
    )


def rescale_of(slope: float | None, intercept: float | None) -> Rescale:
    """1 and 0 where the file is silent. Raises SetAside for a slope of 0, and for absurd ones."""
    if slope == 0:
        raise SetAside("its rescale slope is 0, so it holds no HU")
    slope, intercept = 1.0 if slope is None else slope, 0.0 if intercept is None else intercept
    if not (1 / STEEPEST_SLOPE <= abs(slope) <= STEEPEST_SLOPE):
        raise SetAside(f"its rescale slope is {slope:.3g}, so it holds no HU")
    if not abs(intercept) <= FARTHEST_INTERCEPT:
        raise SetAside(f"its rescale intercept is {intercept:.3g}, so it holds no HU")
    return Rescale(slope, intercept)


def length_mm(value: float | None) -> float | None:
    """`value` if it can be the size of a pixel or of a slice in mm, else None."""
    return value if value is not None and LENGTHS_MM[0] <= value <= LENGTHS_MM[1] else None


def value_notes(
    header: Header, slope: float | None, intercept: float | None, rescale_type: str
) -> tuple[str, ...]:
    """What makes the HU of a slice less sure than usual."""
    notes = []
    if slope is None or intercept is None:
        notes.append("No rescale to HU in the file: stored values are taken as HU.")
    if rescale_type not in ("", "HU", "US"):
        named = display_name(rescale_type[:16])
        notes.append(f"The file says that its values are {named}, not HU.")
    if header.text("LossyImageCompression") == "01":
        notes.append("Lossy compression: HU and fine detail are approximate.")
    return tuple(notes)


def _padding(header: Header) -> tuple[int, int] | None:
    """Pixel Padding Value to Pixel Padding Range Limit (PS3.3 C.7.5.1.1.2), in stored values.

    Read by the sign of the pixels: some writers encode -2000 as the unsigned 63536.
    """
    signed = header.binary("PixelRepresentation") == 1
    value = header.binary("PixelPaddingValue", signed=signed)
    if value is None:
        return None
    limit = header.binary("PixelPaddingRangeLimit", signed=signed)
    limit = value if limit is None else limit
    return min(value, limit), max(value, limit)


def _check_pixel_bytes(item: Item, header: Header, layout: PixelLayout) -> None:
    if layout.transfer_syntax not in NATIVE:
        return  # how long a compressed frame is shows when it is decoded
    expected = layout.frame_bytes * layout.n_frames
    declared = header.raw.pixel_length
    if declared is None or declared < expected:
        raise SetAside("damaged: fewer pixels than its header announces")
    if layout.deflated_from is None and layout.offset + expected > item.size:
        raise SetAside("truncated: the file ends before its pixels do")
