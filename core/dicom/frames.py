"""One slice before its pixels are read: its position, its rescale to HU or to MR signal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.dicom import sentences
from core.dicom.functional_groups import DECIMALS, rescale_elsewhere
from core.dicom.headers import Header
from core.dicom.items import Item, display_name
from core.dicom.kinds import is_mr
from core.dicom.limits import Limits
from core.dicom.mislabelled import pixel_syntax
from core.dicom.set_aside import SetAside
from core.dicom.syntaxes import NATIVE, plain_name
from core.sentence import Sentence
from core.series import stack_normal

#: Bounds for the size of pixels and slices, mm: larger values overflow when squared.
MIN_LENGTH_MM, MAX_LENGTH_MM = 1e-4, 1e3
#: Nothing lies farther than this from the origin of the patient's frame, mm.
MAX_COORDINATE_MM = 1e6
#: (slope, intercept) at most, by whether it is MR. CT has slopes near 1 and intercepts near -1024;
#: MR signal has any scale: diffusion coefficients in mm²/s have slopes near 1e-6.
LARGEST_RESCALE = {False: (1e4, 1e7), True: (1e12, 1e20)}
#: More than any file can hold.
MAX_FRAMES = 2**31
#: How far the direction cosines of rows and columns may be off unit length and right angle.
DIRECTION_TOLERANCE = 0.02

Vector = tuple[float, float, float]


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
    #: What decodes them (`syntaxes.plugin_for`); "" if they are uncompressed.
    plugin: str
    little_endian: bool
    #: Where the value of Pixel Data begins, in the file or in the inflated data set.
    offset: int
    #: Where the deflated data set of a deflated file begins; None for other files.
    deflated_from: int | None
    #: Range of words that mean "no image here", inclusive, as allocated; None without padding.
    padding: tuple[int, int] | None

    @property
    def frame_bytes(self) -> int:
        """Bytes of one uncompressed frame."""
        return self.rows * self.columns * self.bits_allocated // 8


@dataclass(frozen=True, slots=True)
class Plane:
    """The plane of a slice in the patient, LPS, mm (PS3.3 C.7.6.2)."""

    #: Centre of the voxel in row 0, column 0.
    origin: Vector
    row_direction: Vector
    column_direction: Vector
    #: (between rows, between columns), the order of Pixel Spacing.
    pixel_spacing: tuple[float, float]

    @property
    def normal(self) -> np.ndarray:
        """`core.series.stack_normal`."""
        return stack_normal(self.row_direction, self.column_direction)


@dataclass(frozen=True, slots=True)
class Rescale:
    """HU, or MR signal = slope x stored + intercept (PS3.3 C.11.1)."""

    slope: float
    intercept: float


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
    #: (stack, temporal position) in a multi-frame file, never mixed; () for single-frame files.
    phase: tuple[str, ...] = ()
    #: The other dimension indices of a multi-frame file.
    dimensions: tuple[int, ...] = ()
    slice_thickness_mm: float | None = None
    #: Keyword of a header -> what a frame of a multi-frame file states of itself instead.
    own: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: Facts about this slice that whoever reads the image should know.
    notes: tuple[Sentence, ...] = ()

    @cached_property
    def is_mr(self) -> bool:
        """Whether the values are MR signal and no HU."""
        return is_mr(self.header)

    @property
    def series_uid(self) -> str:
        # One printable word, whatever the file says.
        return display_name(self.header.text("SeriesInstanceUID"))

    @property
    def number(self) -> tuple[float, int, str]:
        """Order among slices at one position: instance number, frame, path in the input."""
        return (self.header.number("InstanceNumber") or 0, self.index, self.item.relative_path)


def single_frame(item: Item, header: Header, limits: Limits) -> Frame:
    """The slice of a single-frame file. Raises SetAside if something needed is missing."""
    layout = pixel_layout(item, header, limits)
    if layout.n_frames != 1:
        raise SetAside(sentences.headers.no_frame_positions())
    plane = plane_of(
        header.numbers("ImagePositionPatient"),
        header.numbers("ImageOrientationPatient"),
        header.numbers("PixelSpacing"),
    )
    slope, intercept = header.number("RescaleSlope"), header.number("RescaleIntercept")
    rescale_type, of_mr = header.text("RescaleType"), is_mr(header)
    # Most MR has no rescale; to look elsewhere for one takes milliseconds a slice.
    if slope is None and intercept is None and not of_mr:
        slope, intercept, rescale_type = rescale_elsewhere(item, header)
    return Frame(
        item,
        header,
        0,
        layout,
        plane,
        rescale_of(slope, intercept, mr=of_mr),
        slice_thickness_mm=plausible_length_mm(header.number("SliceThickness")),
        notes=value_notes(header, layout, slope, intercept, rescale_type),
    )


def pixel_layout(item: Item, header: Header, limits: Limits) -> PixelLayout:
    """How the pixels are stored.

    Raises SetAside if the header contradicts itself or the file, or nothing here decodes them.
    """
    rows, columns = header.binary("Rows") or 0, header.binary("Columns") or 0
    if rows < 1 or columns < 1:
        raise SetAside(sentences.headers.no_matrix_size())
    if max(rows, columns) > limits.matrix:
        raise SetAside(sentences.headers.matrix_too_large(columns, rows, limits.matrix))
    allocated = header.binary("BitsAllocated") or 0
    stored = header.binary("BitsStored") or allocated
    high_bit = header.binary("HighBit")
    high_bit = stored - 1 if high_bit is None else high_bit
    if allocated not in (8, 16, 32) or not 1 <= stored <= high_bit + 1 <= allocated:
        raise SetAside(sentences.headers.impossible_bits(stored, allocated))
    if header.raw.pixel_offset is None:
        raise SetAside(sentences.headers.no_pixels())
    n_frames = max(1, round(min(header.number("NumberOfFrames") or 1, MAX_FRAMES)))
    expected = rows * columns * allocated // 8 * n_frames
    syntax, plugin = pixel_syntax(item, header.raw, expected, stored)
    layout = PixelLayout(
        rows=rows,
        columns=columns,
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=high_bit,
        signed=header.binary("PixelRepresentation") == 1,
        n_frames=n_frames,
        photometric=header.text("PhotometricInterpretation") or "MONOCHROME2",
        transfer_syntax=syntax,
        plugin=plugin,
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
    """A checked plane. Raises SetAside that names what is missing or wrong."""
    if len(position) != 3:
        raise SetAside(sentences.headers.no_position())
    if len(orientation) != 6:
        raise SetAside(sentences.headers.no_orientation())
    if not np.isfinite(position).all() or max(map(abs, position)) > MAX_COORDINATE_MM:
        raise SetAside(sentences.headers.impossible_position())
    if len(spacing) != 2 or any(plausible_length_mm(size) is None for size in spacing):
        raise SetAside(sentences.headers.no_pixel_spacing())
    row, column = np.array(orientation[:3]), np.array(orientation[3:])
    lengths = np.linalg.norm(row), np.linalg.norm(column)
    off = np.array([lengths[0] - 1, lengths[1] - 1, row @ column])
    if not (np.abs(off) <= DIRECTION_TOLERANCE).all():  # false for NaN
        raise SetAside(sentences.headers.impossible_orientation())
    row_mm, column_mm = spacing
    return Plane(
        _vector(position),
        _vector((row / lengths[0]).tolist()),
        _vector((column / lengths[1]).tolist()),
        (row_mm, column_mm),
    )


def _vector(values: Sequence[float]) -> Vector:
    return values[0], values[1], values[2]


def rescale_of(slope: float | None, intercept: float | None, *, mr: bool = False) -> Rescale:
    """1 and 0 for what the file doesn't state. Raises SetAside for 0 and for absurd values."""
    if slope == 0:
        raise SetAside(sentences.headers.zero_slope())
    slope, intercept = 1.0 if slope is None else slope, 0.0 if intercept is None else intercept
    most_slope, most_intercept = LARGEST_RESCALE[mr]
    if not (1 / most_slope <= abs(slope) <= most_slope):
        raise SetAside(sentences.headers.impossible_slope(slope))
    if not abs(intercept) <= most_intercept:
        raise SetAside(sentences.headers.impossible_intercept(intercept))
    return Rescale(slope, intercept)


def plausible_length_mm(value: float | None) -> float | None:
    """`value` if it can be the size of a pixel or of a slice in mm, else None."""
    return value if value is not None and MIN_LENGTH_MM <= value <= MAX_LENGTH_MM else None


def value_notes(
    header: Header,
    layout: PixelLayout,
    slope: float | None,
    intercept: float | None,
    rescale_type: str,
) -> tuple[Sentence, ...]:
    """Reasons to doubt the values of a slice, or which patient it belongs to."""
    notes = []
    raw, found = header.raw, layout.transfer_syntax
    if raw.label and raw.label != found:
        notes.append(
            sentences.headers.not_encoded_as_labelled(plain_name(raw.label), plain_name(found))
        )
    # Most MR files have no rescale, and no scale that one could lead to.
    of_mr = is_mr(header)
    if slope is None and intercept is None and not of_mr:
        notes.append(sentences.headers.no_rescale())
    elif slope is None and not of_mr:
        notes.append(sentences.headers.half_a_rescale("slope", 1))
    elif intercept is None and not of_mr:
        notes.append(sentences.headers.half_a_rescale("intercept", 0))
    if any("," in header.text(keyword) for keyword in DECIMALS):
        notes.append(sentences.headers.decimal_comma())
    if rescale_type not in ("", "HU", "US") and not of_mr:
        notes.append(sentences.headers.values_not_hu(display_name(rescale_type[:16])))
    if header.text("LossyImageCompression") == "01":
        notes.append(sentences.headers.lossy_compression("values" if of_mr else "HU"))
    if doubt := header.decoded("PatientName")[1]:
        notes.append(doubt)
    return tuple(notes)


def _padding(header: Header) -> tuple[int, int] | None:
    """Pixel Padding Value to Pixel Padding Range Limit (PS3.3 C.7.5.1.1.2), in stored values.

    Signed or unsigned as the pixels are: some writers encode -2000 as the unsigned 63536.
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
        return  # the length of a compressed frame is checked when it is decoded
    expected = layout.frame_bytes * layout.n_frames
    declared = header.raw.pixel_length
    if declared is None or declared < expected:
        raise SetAside(sentences.pixels.too_few_pixels())
    if layout.deflated_from is None and layout.offset + expected > item.size:
        raise SetAside(sentences.pixels.truncated_pixels())
