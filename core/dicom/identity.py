"""Which slices are of one series, by what their identifiers mean rather than by their bytes.

Exports and de-identification write a Series Instance UID, a Study Instance UID or a frame of
reference for every single slice, spell one patient's name in two ways, or leave a value out.
An identifier that no other slice has tells nothing, and is treated as blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.dicom import sentences
from core.dicom.frames import Frame
from core.dicom.geometry import SAME_POSITION_MM, Grids, in_order, positions_mm
from core.dicom.headers import TAGS, Header
from core.sentence import Sentence

#: So many values at least, each on one slice only, before they count as written for every slice.
MIN_LONE = 3
#: Positions follow the instance numbers if none is further off their line than this, mm, or than
#: this share of the distance between slices.
IN_STEP_MM, IN_STEP_SHARE = 0.1, 0.02
#: Blank values are filled in only among so few owners: a crafted folder may have one per slice.
MAX_OWNERS = 256
#: What parts the words of a person's name: components (^), spaces and commas.
NAME_BREAKS = re.compile(r"[\^\s,]+")


@dataclass
class Owned:
    """Slices of one patient, study and frame of reference, with one series UID."""

    uid: str
    frames: list[Frame]
    #: What is odd about the identifiers.
    warnings: list[Sentence]


def owned_series(frames: Iterable[Frame]) -> list[Owned]:
    """The slices by series and owner, both in the order of their first slices."""
    names = _Names()
    slices = [_Slice(frame, names) for frame in frames]
    found = []
    for uid, same_uid, joined in _by_series_uid(slices):
        owners, blanked = _by_owner(same_uid, by_description=not uid)
        warnings = [sentences.series.series_uid_for_every_slice(joined)] if joined else []
        warnings += [_SAID_OF[level](count) for level, count in blanked.items()]
        warnings += _identity_warnings(uid, owners)
        found += [Owned(uid, [one.frame for one in owned], list(warnings)) for owned in owners]
    return found


def person_key(name: str) -> str:
    """The same for two spellings of one person's name (PS3.5 6.2, VR PN).

    Case, trailing `^`, spaces and the width of letters don't count. Of the alphabetic, ideographic
    and phonetic groups the first that is there does.

    >>> person_key("DOE^JOHN^^^") == person_key("Doe^John")
    True
    """
    groups = (group for group in name.split("=") if group.strip(" ^"))
    plain = unicodedata.normalize("NFKC", next(groups, "")).casefold()
    return " ".join(word for word in NAME_BREAKS.split(plain) if word)


class _Names:
    """The keys of names, each decoded once; gone when the grouping ends."""

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, bytes], str] = {}

    def key_of(self, header: Header) -> str:
        values = header.raw.values
        encoded = values.get(TAGS["PatientName"], b""), values.get(_CHARACTER_SET, b"")
        if encoded not in self._known:
            self._known[encoded] = person_key(header.human_text("PatientName"))
        return self._known[encoded]


_CHARACTER_SET = TAGS["SpecificCharacterSet"]


class _Slice:
    """A frame and what its identifiers mean."""

    def __init__(self, frame: Frame, names: _Names) -> None:
        text = frame.header.text
        self.frame = frame
        self.patient = text("PatientID").casefold(), names.key_of(frame.header)
        self.study = text("StudyInstanceUID")
        self.frame_of_reference = text("FrameOfReferenceUID")

    @cached_property
    def described(self) -> tuple[str, str]:
        text = self.frame.header.text
        return text("SeriesNumber"), text("SeriesDescription")

    @cached_property
    def place(self) -> tuple[int, ...]:
        x, y, z = (round(mm / SAME_POSITION_MM) for mm in self.frame.plane.origin)
        return x, y, z


_LEVELS: dict[str, Callable[[_Slice], str]] = {
    "studies": lambda one: one.study,
    "frames of reference": lambda one: one.frame_of_reference,
}
_SAID_OF = {
    "studies": sentences.series.study_uid_for_every_slice,
    "frames of reference": sentences.series.frame_of_reference_for_every_slice,
}


# -- series ------------------------------------------------------------------------------------


def _by_series_uid(slices: list[_Slice]) -> list[tuple[str, list[_Slice], int]]:
    """(UID, its slices, how many UIDs were joined or 0), in the order of the input."""
    by_uid = _grouped(slices, lambda one: one.frame.series_uid)
    lone = {uid: same for uid, same in by_uid.items() if uid and len(_places(same)) == 1}
    if len(lone) < MIN_LONE:
        return [(uid, same, 0) for uid, same in by_uid.items()]
    joined: dict[str, int] = {}
    for apparent in _apparent_series([one for same in lone.values() for one in same]):
        uids = {one.frame.series_uid for one in apparent}
        if len(uids) < MIN_LONE or not _belongs_together(apparent):
            continue
        rest = _only_other(apparent, [same for uid, same in by_uid.items() if uid not in lone])
        for uid in uids:
            del by_uid[uid]
        # Whatever the order of the files, the UID that the lowest slice has.
        lowest = in_order([one.frame for one in apparent])[0].series_uid
        uid = rest[0].frame.series_uid if rest else lowest
        by_uid[uid] = [*rest, *apparent]
        joined[uid] = len(uids)
    return [(uid, same, joined.get(uid, 0)) for uid, same in by_uid.items()]


def _apparent_series(slices: list[_Slice]) -> list[list[_Slice]]:
    """Slices that would be one series but for their series UIDs."""
    grids = Grids()
    parts = []
    alike = _grouped(slices, lambda one: (one.patient, grids.number_of(one.frame)))
    for same in alike.values():
        lone = _numbers_of_slices(same)

        def described(one: _Slice, lone: set[str] = lone) -> tuple[str, str]:
            number, description = one.described
            return ("" if number in lone else number), description

        parts += list(_grouped(same, described).values())
    for value in _LEVELS.values():
        parts = [part for whole in parts for part in _parted(whole, value)]
    return parts


def _numbers_of_slices(slices: list[_Slice]) -> set[str]:
    """Series numbers that number the slices: one for each, and in step with the positions.

    Single images of several series have a number each as well, but no such order.
    """
    lone = _lone_values(slices, lambda one: one.described[0])
    numbered = [one.frame for one in slices if one.described[0] in lone]
    return lone if lone and _in_step(numbered, "SeriesNumber") else set()


def _parted(slices: list[_Slice], value: Callable[[_Slice], str]) -> list[list[_Slice]]:
    """By the values that several slices share; those with values of their own stay together."""
    lone = _lone_values(slices, value)
    return list(_grouped(slices, lambda one: "" if value(one) in lone else value(one)).values())


def _belongs_together(slices: list[_Slice]) -> bool:
    """Whether anything but the patient says so: an identifier, or the order of the slices."""
    if len(_places(slices)) < MIN_LONE:
        return False
    shared = ({value(one) for one in slices} for value in _LEVELS.values())
    if any(len(values) == 1 and values != {""} for values in shared):
        return True
    return _in_step([one.frame for one in slices])


def _in_step(frames: Sequence[Frame], keyword: str = "InstanceNumber") -> bool:
    """Whether the positions of the slices are a straight line over their (instance) numbers."""
    stated = [frame.header.number(keyword) for frame in frames]
    numbers = np.array([number for number in stated if number is not None])
    if len(numbers) < len(frames) or len(np.unique(numbers)) < len(frames):
        return False
    order = np.argsort(numbers)
    numbers, positions = numbers[order], positions_mm(frames)[order]
    step = (positions[-1] - positions[0]) / (numbers[-1] - numbers[0])
    off = np.abs(positions - positions[0] - step * (numbers - numbers[0]))
    return bool(abs(step) > SAME_POSITION_MM) and bool(
        off.max() <= IN_STEP_MM + IN_STEP_SHARE * abs(step)
    )


def _only_other(apparent: list[_Slice], others: list[list[_Slice]]) -> list[_Slice]:
    """The series that these slices fell out of: the only one that is described alike, in the same
    study and frame of reference, with no slice where one of these is. [] if there is none."""
    first = apparent[0]
    key = first.patient, first.described, first.study, first.frame_of_reference
    alike = []
    for same in others:
        keys = {(one.patient, one.described, one.study, one.frame_of_reference) for one in same}
        if keys == {key} and same[0].frame.series_uid and not _places(same) & _places(apparent):
            alike.append(same)
    return alike[0] if len(alike) == 1 else []


# -- owners ------------------------------------------------------------------------------------


def _by_owner(
    slices: list[_Slice], *, by_description: bool
) -> tuple[list[list[_Slice]], dict[str, int]]:
    """(slices of each patient, study and frame of reference; level -> number of lone values).

    Slices that lack a value join those that have it, if these are of just one owner. Without a
    series UID, the series number and description stand in for it.
    """
    lone = {level: _lone_values(slices, value) for level, value in _LEVELS.items()}

    def key(one: _Slice) -> tuple[str, ...]:
        levels = (
            "" if value(one) in lone[level] else value(one) for level, value in _LEVELS.items()
        )
        return (*one.patient, *levels, *(one.described if by_description else ()))

    owned = _grouped(slices, key)
    n_known = len(("id", "name")) + len(_LEVELS)  # a blank description is a description
    if 1 < len(owned) <= MAX_OWNERS:
        for blank in [key for key in owned if "" in key[:n_known]]:
            others = [
                other
                for other in owned
                if other != blank
                and all(
                    a in ("", b) if place < n_known else a == b
                    for place, (a, b) in enumerate(zip(blank, other, strict=True))
                )
            ]
            if len(others) == 1:
                owned[others[0]] += owned.pop(blank)
    return list(owned.values()), {level: len(values) for level, values in lone.items() if values}


def _identity_warnings(uid: str, owners: list[list[_Slice]]) -> list[Sentence]:
    if not uid:
        return [sentences.series.blank_series_uid()]
    if len(owners) == 1:
        return []
    firsts = [owned[0] for owned in owners]
    if len({one.patient for one in firsts}) > 1:
        differing = "patients"
    elif len({one.study for one in firsts}) > 1:
        differing = "studies"
    else:
        differing = "frames of reference"
    return [sentences.series.shared_series_uid(len(owners), differing)]


# -- both --------------------------------------------------------------------------------------


def _lone_values(slices: list[_Slice], value: Callable[[_Slice], str]) -> set[str]:
    """The values that stand at one place only, if they are too many to be anything real."""
    by_value = _grouped(slices, value)
    by_value.pop("", None)
    if len(by_value) < MIN_LONE:
        return set()
    lone = {one for one, same in by_value.items() if len(_places(same)) == 1}
    places = {place for one in lone for place in _places(by_value[one])}
    return lone if min(len(lone), len(places)) >= MIN_LONE else set()


def _places(slices: Iterable[_Slice]) -> set[tuple[int, ...]]:
    return {one.place for one in slices}


def _grouped(slices: Iterable[_Slice], key: Callable[[_Slice], Hashable]) -> dict:
    groups: dict[Hashable, list[_Slice]] = defaultdict(list)
    for one in slices:
        groups[key(one)].append(one)
    return dict(groups)
