"""How slices were grouped into series, where a stack is irregular, and which series was opened."""

from __future__ import annotations

from collections.abc import Sequence

from core.dicom.sentences.words import counted, first_of, gigabytes, listed
from core.sentence import around_reason, sentence

#: Places, series and UIDs listed in one sentence.
MAX_PLACES, MAX_SERIES, MAX_UIDS = 3, 3, 8

# -- slices left out of a series ---------------------------------------------------------------


@sentence
def identical_copy() -> str:
    return "identical copy of a slice"


@sentence
def differs_at_same_position() -> str:
    return "differs from another slice at the same position"


@sentence
def bolus_tracking() -> str:
    return "images of the same place over time (bolus tracking), not a volume"


@sentence
def positions_lost() -> str:
    return (
        "at one position by their headers, though their slice locations differ: the positions were "
        "overwritten, export the series again"
    )


@sentence
def all_at_one_place(places: int) -> str:
    where = "one position" if places == 1 else f"only {places} positions"
    return f"many images at {where} by their headers, not a volume"


@sentence
def not_told_apart() -> str:
    return (
        "different slices at the same positions, and nothing in their headers says which belong "
        "together: export each acquisition as a series of its own"
    )


@sentence
def other_acquisition(key: str) -> str:
    return f"differs in {key} from the slices around it"


@sentence
def not_axial(orientation: str) -> str:
    return f"{orientation} slices, not axial"


@sentence
def other_kind(modality: str) -> str:
    return f"{modality} image, unlike the rest of its series"


@sentence
def other_matrix(columns: int, rows: int) -> str:
    return f"matrix of {columns} x {rows}, unlike the rest of its series"


@sentence
def other_pixel_spacing(rows_mm: float, columns_mm: float) -> str:
    return f"pixels of {rows_mm:.3g} x {columns_mm:.3g} mm, unlike the rest of its series"


@sentence
def other_angle() -> str:
    return "angled unlike the rest of its series"


# -- how slices were grouped -------------------------------------------------------------------


@sentence
def blank_series_uid() -> str:
    return "The series UID is blank: slices were grouped by their geometry."


@sentence
def shared_series_uid(count: int, owners: str) -> str:
    return f"One series UID is used for {count} different {owners}: opened as separate series."


@sentence
def series_uid_for_every_slice(count: int) -> str:
    return (
        f"{count} slices have a Series Instance UID each: taken as one series, as patient, "
        "description and positions suggest."
    )


@sentence
def study_uid_for_every_slice(count: int) -> str:
    return f"{count} slices have a Study Instance UID each: taken as one study."


@sentence
def frame_of_reference_for_every_slice(count: int) -> str:
    return (
        f"{count} slices have a frame of reference each, as some de-identification writes it: "
        "taken as one."
    )


@sentence
def mixed_grids() -> str:
    return "The series mixes slices of different size or angle: opened as separate series."


@sentence
def several_phases(count: int) -> str:
    return f"The file holds {count} phases or stacks: opened as separate series."


@sentence
def split_at_shared_position(position_mm: float, count: int, key: str) -> str:
    return f"{_shared_position(position_mm)}: split into {count} series by {key}."


@sentence
def larger_set_opened(position_mm: float) -> str:
    return f"{_shared_position(position_mm)}: only the larger set is opened."


@sentence
def split_where_interleaved(position_mm: float, count: int, key: str) -> str:
    return f"{_interleaved(position_mm)}: split into {count} series by {key}."


@sentence
def larger_acquisition_opened(position_mm: float, key: str) -> str:
    return f"{_interleaved(position_mm)}: told apart by {key}, only the larger one is opened."


@sentence
def doubtful_left_out(count: int, position_mm: float) -> str:
    """`count` positions, `position_mm` the first of them."""
    return (
        f"Different slices share {counted(count, 'position')}, first near {position_mm:.1f} mm, "
        "and nothing tells them apart: left out there."
    )


def _interleaved(position_mm: float) -> str:
    return f"Acquisitions or reconstructions lie between one another from {position_mm:.1f} mm on"


def _shared_position(position_mm: float) -> str:
    return f"Different slices share a position, first near {position_mm:.1f} mm"


@sentence
def blank_instance_uids(files: int) -> str:
    return f"{counted(files, 'file')} without an instance UID: placed by position."


@sentence
def repeated_instance_uids(files: int) -> str:
    return f"{counted(files, 'file')} repeat an instance UID: told apart by position."


@around_reason
def true_of_some_slices(note: str, count: int, total: int) -> str:
    """A note of `sentences.headers`, and how many slices it is true of if not of all."""
    some = "" if count == total else f" ({count} of {total} slices)"
    return f"{note.removesuffix('.')}{some}."


# -- irregular stacks --------------------------------------------------------------------------


@sentence
def only_one_slice() -> str:
    return "Only one slice: volumes are estimated from its thickness."


@sentence
def slices_missing(count: int, near_mm: Sequence[float]) -> str:
    return (
        f"{counted(count, 'slice')} missing near {_places(near_mm)}: "
        "shown as acquired, not interpolated."
    )


@sentence
def uneven_spacing(low_mm: float, high_mm: float, near_mm: Sequence[float]) -> str:
    return (
        f"Uneven slice spacing, {low_mm:.2f} to {high_mm:.2f} mm, near {_places(near_mm)}: "
        "measurements use the true positions."
    )


@sentence
def slices_shifted(shift_mm: float, near_mm: Sequence[float]) -> str:
    return (
        f"Slices are shifted in-plane by up to {shift_mm:.1f} mm near {_places(near_mm)}: "
        "shown as acquired."
    )


@sentence
def gantry_tilt(degrees: float, shift_mm: float, low_mm: float, high_mm: float) -> str:
    return (
        f"Gantry tilt of {degrees:.1f}°: slices shift by {shift_mm:.1f} mm in-plane from "
        f"{low_mm:.1f} to {high_mm:.1f} mm, shown as acquired."
    )


@sentence
def gantry_tilt_throughout(degrees: float) -> str:
    return f"Gantry tilt of {degrees:.1f}° in all slices: shown as acquired."


@sentence
def tilt_not_seen(degrees: float) -> str:
    return f"The file states a gantry tilt of {degrees:.1f}°, which its slice positions don't show."


@sentence
def slanted_stack(degrees: float) -> str:
    return f"Slices are stacked at a slant of {degrees:.1f}°: shown as acquired."


@sentence
def angled_slices(degrees: float, plane: str = "axial") -> str:
    return f"Slices are angled by {degrees:.1f}° from {plane}: shown as acquired."


def _places(positions_mm: Sequence[float]) -> str:
    """ "-412.0 mm", "-412.0 and -380.0 mm", "-412.0, -380.0, -20.0 mm and 4 other places"."""
    named = [f"{position:.1f}" for position in positions_mm[:MAX_PLACES]]
    more = len(positions_mm) - len(named)
    if more:
        return f"{', '.join(named)} mm and {counted(more, 'other place')}"
    if len(named) == 1:
        return f"{named[0]} mm"
    return f"{', '.join(named[:-1])} and {named[-1]} mm"


# -- opening a series --------------------------------------------------------------------------


@sentence
def unknown_series(uid: str, known: Sequence[str]) -> str:
    return f"No series {uid} in the input: it holds {listed(known, MAX_UIDS)}."


@sentence
def longest_opened(count: int, others: Sequence[str] = ()) -> str:
    """`others` as of `label`; without them, it names no series."""
    rest = f"; not {listed(others, MAX_SERIES)}" if others else ""
    return f"The longest of {count} series was opened{rest}."


def label(description: str, number: int | None, n_slices: int) -> str:
    """How one of several series is named in a sentence."""
    name = description or f"series {number or '?'}"
    return f"{name} ({counted(n_slices, 'slice')})"


@around_reason
def slices_left_out(reason: str, count: int, near_mm: float, file: str = "") -> str:
    """`file` is that of the first slice; without it, no file is named."""
    files = f" ({first_of(file, count)})" if file else ""
    return f"{counted(count, 'slice')} left out near {near_mm:.1f} mm: {reason}{files}."


@around_reason
def no_slice_readable(reason: str, count: int, file: str) -> str:
    return f"None of the {count} slices can be read: {reason} ({file})."


@sentence
def series_too_large(size: int, limit: int) -> str:
    return (
        f"The series needs {gigabytes(size)}, over the limit of {gigabytes(limit)}: "
        "open fewer slices."
    )


@sentence
def not_enough_memory_for_series(size: int) -> str:
    return (
        f"The series needs {gigabytes(size)}, more than this machine has free: open fewer slices."
    )
