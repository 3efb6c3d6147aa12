"""DICOM Segmentation objects (PS3.3 A.51): what each segment is, frames by position."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pydicom
from pydicom import Dataset

from core.dicom import sentences
from core.dicom.elements import refuse_endless_items, undeflated
from core.dicom.frames import plane_of, plausible_length_mm
from core.dicom.headers import PYDICOM_ERRORS, quiet_pydicom
from core.dicom.items import Item, display_name
from core.dicom.kinds import LABEL_MAP_CLASS, SEGMENTATION_CLASSES
from core.dicom.limits import Limits
from core.dicom.segment_names import BENIGN, LIVER, TUMOUR, kind_of, shown_name
from core.dicom.segment_pixels import frames_of, is_native
from core.dicom.set_aside import SetAside
from core.dicom.stored import DECODE_ERRORS
from core.errors import InputError
from core.series import Series

#: Later ones are drawn over earlier ones: tumours lie in the liver.
DRAWN_IN_ORDER = (LIVER, BENIGN, TUMOUR)
#: A frame belongs to a slice if its origin is off by no more than this share of a pixel in-plane
#: and of the slice spacing across.
POSITION_TOLERANCE = 0.5
DIRECTION_TOLERANCE = 0.01


@dataclass(frozen=True, eq=False)
class SegmentFrame:
    """One plane of one segment, or of all segments of a label map."""

    #: The segment's number; None in a label map, whose planes show all segments.
    segment: int | None
    #: (3,) centre of the first pixel, LPS mm.
    origin_mm: np.ndarray
    #: (6,) direction cosines of the rows, then of the columns.
    direction: np.ndarray
    #: (row, column) mm; None if the file doesn't say.
    pixel_mm: tuple[float, float] | None
    #: Distance to the next plane, or the thickness; None if the file doesn't say.
    apart_mm: float | None


@dataclass(frozen=True, eq=False)
class Segmentation:
    """One SEG file; its pixels are unpacked only when drawn."""

    #: Base name of the file, for messages.
    name: str
    #: Number -> name, of every segment.
    segments: dict[int, str]
    #: Number -> `LIVER`, `BENIGN` or `TUMOUR`, of the segments that are one of these.
    kinds: dict[int, str]
    frames: tuple[SegmentFrame, ...]
    #: (rows, columns).
    shape: tuple[int, int]
    frame_of_reference_uid: str
    patient_id: str = field(repr=False)
    _dataset: Dataset = field(repr=False)
    #: Pixels above this value belong to the segment.
    _threshold: float = 0.5

    @property
    def unused(self) -> list[str]:
        """Names of the other segments, sorted; not of the background of a label map."""
        return sorted(
            name
            for number, name in self.segments.items()
            if number not in self.kinds and (number or not self.is_label_map)
        )

    @property
    def described(self) -> dict[int, Dataset]:
        """Number -> its item of the Segment Sequence (PS3.3 C.8.20.4)."""
        return {int(item.SegmentNumber): item for item in self._dataset.SegmentSequence}

    @property
    def is_label_map(self) -> bool:
        return any(frame.segment is None for frame in self.frames)

    def shows(self, frame: SegmentFrame) -> bool:
        """Whether a frame belongs, or may belong, to the liver or a lesion."""
        return frame.segment is None or frame.segment in self.kinds

    def slices_in(
        self, series: Series, along_tolerance: float = POSITION_TOLERANCE
    ) -> list[int | None]:
        """For each frame, the slice of `series` on whose pixels it lies, or None.

        Args:
            along_tolerance: how far it may be off the slice's plane, as a share of the spacing.
        """
        return [
            _slice_at(frame, series, along_tolerance) if _same_pixels(frame, series) else None
            for frame in self.frames
        ]

    def draw(
        self, planes: Sequence[int | None], codes: Mapping[str, int], volume: np.ndarray
    ) -> None:
        """Write the segments into `volume` (z, rows, columns), in the order of `DRAWN_IN_ORDER`.

        Args:
            planes: for each frame, its index into `volume`; None leaves it out.
            codes: kind -> the code to write.

        Raises:
            InputError: the pixels can't be unpacked.
        """
        for kind in DRAWN_IN_ORDER:
            numbers = [number for number, its_kind in self.kinds.items() if its_kind == kind]
            if numbers:
                self.draw_segments(numbers, planes, codes[kind], volume)

    def draw_segments(
        self,
        numbers: Collection[int],
        planes: Sequence[int | None],
        value: int,
        volume: np.ndarray,
    ) -> None:
        """Write `value` into `volume` (z, rows, columns) where any of those segments is; other
        arguments and errors as of `draw`."""
        own = [
            index
            for index, frame in enumerate(self.frames)
            if (frame.segment is None or frame.segment in numbers) and planes[index] is not None
        ]
        if not own:
            return
        try:
            with quiet_pydicom():
                # Frame by frame: unpacked, they take eight times as much memory as the file.
                pixels = frames_of(self._dataset, own)
                for index, plane in zip(own, pixels, strict=True):
                    marked = (
                        np.isin(plane, list(numbers))
                        if self.frames[index].segment is None
                        else plane > self._threshold
                    )
                    volume[planes[index]][marked] = value
        except (SetAside, *DECODE_ERRORS) as error:
            raise unreadable(self.name) from error


def read_segmentation(item: Item, limits: Limits) -> Segmentation:
    """The header of a SEG file.

    Raises:
        InputError: not a DICOM Segmentation, damaged, or larger than `limits`.
    """
    try:
        with quiet_pydicom():
            # A deflated file is inflated no further than its header and its pixels.
            data = undeflated(item.read(), limits.volume_bytes)
            refuse_endless_items(data)
            dataset = pydicom.dcmread(io.BytesIO(data))
            if dataset.SOPClassUID not in SEGMENTATION_CLASSES:
                raise InputError(sentences.masks.not_a_mask(item.name))
            rows, columns = int(dataset.Rows), int(dataset.Columns)
            groups = _groups_of_frames(dataset)
            _check_pixels(dataset, rows, columns, len(groups))
            frames = [_frame(group, dataset) for group in groups]
            fractional = dataset.get("SegmentationType") == "FRACTIONAL"
            segments = {int(s.SegmentNumber): s for s in dataset.SegmentSequence}
            kinds = {number: kind_of(segment) for number, segment in segments.items()}
            segmentation = Segmentation(
                name=item.name,
                segments={n: display_name(shown_name(s)) for n, s in segments.items()},
                kinds={number: kind for number, kind in kinds.items() if kind},
                frames=tuple(frames),
                shape=(rows, columns),
                frame_of_reference_uid=str(dataset.get("FrameOfReferenceUID") or ""),
                patient_id=str(dataset.get("PatientID") or ""),
                _dataset=dataset,
                _threshold=dataset.MaximumFractionalValue / 2 if fractional else 0.5,
            )
    except (SetAside, *PYDICOM_ERRORS) as error:
        raise unreadable(item.name) from error
    if max(rows, columns) > limits.matrix or rows * columns * len(frames) > limits.volume_bytes:
        raise InputError(
            sentences.masks.segmentation_too_large(item.name, len(frames), columns, rows)
        )
    return segmentation


def _groups_of_frames(dataset: Dataset) -> Sequence[Dataset]:
    """The functional groups of each frame; a single frame may have only shared ones."""
    groups = dataset.get("PerFrameFunctionalGroupsSequence")
    return groups or [Dataset()] * min(int(dataset.get("NumberOfFrames") or 1), 1)


def _check_pixels(dataset: Dataset, rows: int, columns: int, frames: int) -> None:
    """Raises SetAside unless the pixels of all frames are there.

    pydicom would pad what it unpacks to whatever size the header announces.
    """
    stated = int(dataset.get("NumberOfFrames") or 1)
    if min(rows, columns, frames) < 1 or stated != frames:
        raise SetAside(sentences.headers.wrong_number_of_frames(stated, frames))
    if not is_native(dataset):
        return
    if 8 * len(dataset.PixelData) < rows * columns * frames * int(dataset.BitsAllocated):
        raise SetAside(sentences.pixels.too_few_pixels())


def unreadable(name: str) -> InputError:
    """The error for a damaged file."""
    return InputError(sentences.masks.damaged_segmentation(name))


def _frame(group: Dataset, dataset: Dataset) -> SegmentFrame:
    shared = (dataset.get("SharedFunctionalGroupsSequence") or [Dataset()])[0]

    def stated(sequence: str) -> Dataset | None:
        """A functional group: of the frame, or shared by all (PS3.3 C.7.6.16.1.1)."""
        items = group.get(sequence) or shared.get(sequence)
        return items[0] if items else None

    position, orientation = stated("PlanePositionSequence"), stated("PlaneOrientationSequence")
    if position is None or orientation is None:
        raise SetAside(sentences.headers.no_position())
    measures = stated("PixelMeasuresSequence") or Dataset()
    spacing = tuple(map(float, measures.get("PixelSpacing") or ()))
    apart = measures.get("SpacingBetweenSlices") or measures.get("SliceThickness")
    # Checks position and orientation as for a CT slice, and the pixel spacing if it is stated.
    plane = plane_of(
        tuple(map(float, position.ImagePositionPatient)),
        tuple(map(float, orientation.ImageOrientationPatient)),
        spacing or (1.0, 1.0),
    )
    return SegmentFrame(
        segment=_segment_of(stated("SegmentIdentificationSequence"), dataset),
        origin_mm=np.array(plane.origin),
        direction=np.array([*plane.row_direction, *plane.column_direction]),
        pixel_mm=plane.pixel_spacing if spacing else None,
        apart_mm=plausible_length_mm(float(apart)) if apart else None,
    )


def _segment_of(identification: Dataset | None, dataset: Dataset) -> int | None:
    if _is_label_map(dataset):
        return None
    if identification is None and len(dataset.SegmentSequence) == 1:
        return int(dataset.SegmentSequence[0].SegmentNumber)
    if identification is None:
        raise SetAside(sentences.masks.frame_of_no_segment())
    return int(identification.ReferencedSegmentNumber)


def _is_label_map(dataset: Dataset) -> bool:
    stated = str(dataset.get("SegmentationType") or "")
    return stated == "LABELMAP" or (not stated and dataset.SOPClassUID == LABEL_MAP_CLASS)


def _same_pixels(frame: SegmentFrame, series: Series) -> bool:
    """Whether the pixels have the same size, so that even the last ones lie on each other."""
    if frame.pixel_mm is None:
        return True
    sizes = zip(frame.pixel_mm, series.spacing_mm[1:], series.volume.shape[1:], strict=True)
    return all(abs(a - b) * n <= POSITION_TOLERANCE * b for a, b, n in sizes)


def _slice_at(frame: SegmentFrame, series: Series, along_tolerance: float) -> int | None:
    """The slice on which a frame lies, or None."""
    expected = np.array([*series.row_direction, *series.column_direction])
    if np.abs(frame.direction - expected).max() > DIRECTION_TOLERANCE:
        return None
    away = series.slice_origins_mm - frame.origin_mm
    along = np.abs(away @ series.normal)
    index = int(along.argmin())
    sideways = np.linalg.norm(away[index] - (away[index] @ series.normal) * series.normal)
    near = along[index] <= along_tolerance * series.spacing_mm[0]
    return index if near and sideways <= POSITION_TOLERANCE * min(series.spacing_mm[1:]) else None
