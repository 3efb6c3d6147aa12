"""The recipe: from the series of one study, one of them outlined, to curves of enhancement."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import ndimage

from core.cautions import Phase, measure_phase
from core.cautions.levels import liver_levels
from core.cautions.reach import USUAL_PHASES
from core.errors import Cancelled, PhaseError
from core.liver_box import liver_box
from core.sentence import Sentence
from core.series import Series
from core.study import sentences
from core.study.alignment import PhaseAlignment, align_series
from core.study.enhancement import Level, aorta_level, lesion_level, liver_level, parenchyma_of
from core.study.guess import Guess, Seen, guess_phases
from core.study.members import has_phases, same_study
from core.study.places import carry, moved
from core.study.washout import Numbers, numbers_of

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Outlines:
    """What was outlined in the series that the model was run on."""

    series: Series
    #: (z, y, x) codes of `core.labels`.
    mask: np.ndarray
    #: (z, y, x) the number of the lesion that each voxel belongs to, 0 elsewhere.
    numbers: np.ndarray
    #: Number -> centre of mass, LPS mm.
    centres_mm: Mapping[int, tuple[float, float, float]]
    #: Number -> "benign" or "malignant": what it looks like.
    looks: Mapping[int, str]
    #: Number -> longest axial diameter, mm.
    diameters_mm: Mapping[int, float]


@dataclass(frozen=True, eq=False)
class PhaseSeries:
    """One series of the study, measured."""

    series: Series
    #: None for the series that was outlined itself.
    alignment: PhaseAlignment | None
    #: Median HU of liver, aorta and spleen; None where the liver could not be carried over.
    levels: Phase | None
    liver: Level | None
    #: HU of the aorta's middle; None where it was not found.
    aorta_hu: float | None
    #: Number of a lesion -> its level; without those that lie outside the series.
    lesions: Mapping[int, Level]
    #: Number of a lesion -> its centre in this series, LPS mm.
    centres_mm: Mapping[int, tuple[float, float, float]]
    #: (z, y, x) codes and numbers as `Outlines`, carried over; None where they were not.
    mask: np.ndarray | None = field(default=None, repr=False)
    numbers: np.ndarray | None = field(default=None, repr=False)

    @property
    def uid(self) -> str:
        return self.series.uid

    @property
    def is_reference(self) -> bool:
        """Whether it was outlined itself."""
        return self.alignment is None

    @property
    def fits(self) -> bool:
        """Whether lesions were carried over to it, or outlined in it."""
        return self.alignment is None or self.alignment.refused is None

    @property
    def matrix(self) -> np.ndarray:
        """(4, 4): LPS mm of the reference -> LPS mm of this series."""
        return np.eye(4) if self.alignment is None else self.alignment.matrix


@dataclass(frozen=True, eq=False)
class StudyCase:
    """The series of one study, in the order in which they were given."""

    series: tuple[PhaseSeries, ...]
    #: Number -> what it looks like in the reference.
    looks: Mapping[int, str]
    diameters_mm: Mapping[int, float]
    #: Of the liver in the reference, LPS mm.
    middle_mm: tuple[float, float, float]

    @property
    def reference(self) -> PhaseSeries:
        return next(one for one in self.series if one.is_reference)

    @property
    def lesions(self) -> tuple[int, ...]:
        """Their numbers."""
        return tuple(sorted(self.looks))

    def guesses(self, corrections: Mapping[str, str] | None = None) -> dict[str, Guess]:
        """Series UID -> phase; see `core.study.guess.guess_phases`."""
        seen = [Seen(one.uid, one.series.tags, one.levels) for one in self.series]
        return guess_phases(seen, corrections)

    def by_phase(self, guesses: Mapping[str, Guess]) -> dict[str, PhaseSeries]:
        """Phase -> its series, if it is the only one of that phase."""
        named = [guesses[one.uid].phase for one in self.series]
        return {
            phase: one
            for phase, one in zip(named, self.series, strict=True)
            if phase and named.count(phase) == 1
        }

    def numbers(self, lesion: int, guesses: Mapping[str, Guess]) -> Numbers:
        """Of one lesion."""
        found = self.by_phase(guesses)
        return numbers_of(
            {phase: one.lesions[lesion] for phase, one in found.items() if lesion in one.lesions},
            {phase: one.liver for phase, one in found.items() if one.liver is not None},
        )


def measure_study(
    outlines: Outlines,
    others: Sequence[Series],
    *,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> StudyCase:
    """Align the others with the outlined series, carry the outlines over, and measure.

    Raises:
        PhaseError: a series is of MR or of another study, or no liver is outlined.
        Cancelled: `cancel` was set.
    """
    reference = outlines.series
    if not all(has_phases(one.tags) for one in (reference, *others)):
        raise PhaseError(sentences.only_of_ct())
    for other in others:
        if not same_study(reference.tags, other.tags):
            raise PhaseError(sentences.of_another_study())
    box = liver_box(outlines.mask, reference)
    if box is None:
        raise PhaseError(sentences.no_liver_outlined())
    parenchyma = parenchyma_of(reference, outlines.mask)
    made = [_reference(outlines, parenchyma)]
    for other in others:
        if progress is not None:
            progress(len(made), len(others) + 1)
        if cancel is not None and cancel.is_set():
            raise Cancelled(sentences.cancelled())
        made.append(_other(outlines, parenchyma, other, cancel))
    x, y, z = box.middle_mm.tolist()
    return StudyCase(tuple(made), outlines.looks, outlines.diameters_mm, (x, y, z))


def in_given_order(case: StudyCase, uids: Sequence[str]) -> StudyCase:
    """The same with its series in the order of their UIDs."""
    place = {uid: index for index, uid in enumerate(uids)}
    return replace(case, series=tuple(sorted(case.series, key=lambda one: place[one.uid])))


def without_pixels(case: StudyCase) -> StudyCase:
    """The same without HU and outlines, which are as large as the series; tags and levels stay."""
    return replace(case, series=tuple(_light(one) for one in case.series))


def _light(one: PhaseSeries) -> PhaseSeries:
    empty = np.zeros((0, *one.series.volume.shape[1:]), one.series.volume.dtype)
    return replace(one, series=replace(one.series, volume=empty), mask=None, numbers=None)


def verdict_words(
    guess: Guess, is_analysed: bool, phases: Sequence[str] = USUAL_PHASES
) -> Sentence | None:
    """Why a series has no verdict; None where a model's verdict stands.

    Args:
        phases: that the model was measured in (`Reach.phases`).
    """
    if guess.phase and guess.phase not in phases:
        return sentences.not_the_models_phase(guess.phase, phases)
    if not guess.phase:
        return sentences.phase_not_known(phases)
    return None if is_analysed else sentences.not_analysed()


def _reference(outlines: Outlines, parenchyma: np.ndarray) -> PhaseSeries:
    series = outlines.series
    whole = (slice(None), slice(None), slice(None))
    levels = liver_levels(series, outlines.mask)
    return PhaseSeries(
        series,
        None,
        measure_phase(series, outlines.mask, levels),
        liver_level(series, parenchyma.astype(bool), whole),
        aorta_level(levels),
        _lesions(series, outlines.numbers, outlines.looks, whole),
        dict(outlines.centres_mm),
        outlines.mask,
        outlines.numbers,
    )


def _other(
    outlines: Outlines, parenchyma: np.ndarray, other: Series, cancel: threading.Event | None
) -> PhaseSeries:
    alignment = align_series(outlines.series, outlines.mask, other, cancel)
    carried = (
        carry(outlines.series, outlines.mask, other, alignment.matrix)
        if alignment.refused is None
        else None
    )
    if carried is None:
        return PhaseSeries(other, alignment, None, None, None, {}, {})
    mask, numbers = carried.of(outlines.mask), carried.of(outlines.numbers)
    whole = carried.whole(mask)
    levels = liver_levels(other, whole)
    return PhaseSeries(
        other,
        alignment,
        measure_phase(other, whole, levels),
        liver_level(other, carried.of(parenchyma).astype(bool), carried.box),
        aorta_level(levels),
        _lesions(other, numbers, outlines.looks, carried.box),
        {
            number: _moved(centre, alignment.matrix)
            for number, centre in outlines.centres_mm.items()
        },
        whole,
        carried.whole(numbers),
    )


def _lesions(
    series: Series,
    numbers: np.ndarray,
    looks: Mapping[int, str],
    box: tuple[slice, slice, slice],
) -> dict[int, Level]:
    boxes = ndimage.find_objects(numbers)
    found = {}
    for number in looks:
        tight = boxes[number - 1] if number <= len(boxes) else None
        if tight is None:  # outside the series
            continue
        place = tuple(
            slice(s.start + (whole.start or 0), s.stop + (whole.start or 0))
            for s, whole in zip(tight, box, strict=True)
        )
        level = lesion_level(series.volume[place], numbers[tight] == number, series.spacing_mm)
        if level is not None:
            found[number] = level
    return found


def _moved(centre: tuple[float, float, float], matrix: np.ndarray) -> tuple[float, float, float]:
    x, y, z = moved(np.array([centre]), matrix)[0]
    return float(x), float(y), float(z)
