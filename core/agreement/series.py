"""Agreement of readers on one series, and where they disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.agreement import sentences
from core.agreement.lesions import LESION, LesionGroup, lesion_groups
from core.agreement.outlines import PairOutlines, pairs_of
from core.agreement.ratings import RatingAgreement, agreement_of
from core.agreement.slices import slice_ratings
from core.annotation import NOTHING, Annotation
from core.errors import UsageError
from core.labels import LESION_CODES

#: Outlines of one lesion that overlap less than this are a disagreement to look at (Dice).
LOW_DICE = 0.7
#: What readers rate in words: whether a finding is a lesion; for those that all readers called a
#: lesion, whether it looks benign or malignant, and its kind; and the class of a slice.
RATED = ("is_lesion", "looks", "kind", "slices")

#: One item: what each reader said, in the order of the readers; None for nothing.
Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Disagreement:
    """A place to look at again."""

    #: One of `RATED`, or "outline".
    about: str
    #: Slices that it concerns, both included; the view goes to `slice_index`.
    first: int
    last: int
    slice_index: int
    #: `LesionGroup.number`; None for slices.
    lesion: int | None
    #: Reader -> what they said; of an outline the lowest Dice that they have with another.
    said: Mapping[str, str]
    #: For a person.
    words: str


@dataclass(frozen=True, eq=False)
class SeriesAgreement:
    """Of all readers who are compared."""

    readers: tuple[str, ...]
    lesions: tuple[LesionGroup, ...]
    #: One of `RATED` -> its items.
    rows: Mapping[str, tuple[Row, ...]]
    #: Outlines of the liver, lesions included, and of all lesions together.
    liver_pairs: tuple[PairOutlines, ...]
    lesion_pairs: tuple[PairOutlines, ...]
    #: The gravest first.
    disagreements: tuple[Disagreement, ...]

    def rating(self, about: str) -> RatingAgreement:
        """`about` is one of `RATED`."""
        return agreement_of(self.rows[about])


def series_agreement(
    annotations: Mapping[str, Annotation],
    spacing_mm: tuple[float, float, float] | None = None,
) -> SeriesAgreement:
    """How far readers agree on one series.

    Args:
        annotations: reader -> what they say.
        spacing_mm: as `outlines.pairs_of`.

    Raises:
        UsageError: fewer than two readers, or annotations of different shapes.
    """
    check_comparable(annotations)
    lesions = lesion_groups(annotations, spacing_mm)
    slices = slice_ratings(annotations)
    readers = tuple(annotations)
    rows: dict[str, tuple[Row, ...]] = {
        "is_lesion": tuple(
            tuple("lesion" if one.said[r] == LESION else "no lesion" for r in readers)
            for one in lesions
        ),
        "looks": tuple(tuple(one.looks(r) for r in readers) for one in lesions),
        "kind": tuple(tuple(one.kind(r) for r in readers) for one in lesions),
        "slices": tuple(slices.values()),
    }
    found = [*_about_lesions(lesions), *_about_slices(slices, readers)]
    return SeriesAgreement(
        readers=readers,
        lesions=lesions,
        rows=rows,
        liver_pairs=pairs_of(
            {reader: one.voxels != NOTHING for reader, one in annotations.items()}, spacing_mm
        ),
        lesion_pairs=pairs_of(
            {reader: one.mask() >= min(LESION_CODES) for reader, one in annotations.items()},
            spacing_mm,
        ),
        disagreements=tuple(found),
    )


def check_comparable(annotations: Mapping[str, Annotation]) -> None:
    """Raises UsageError where there are fewer than two, or they are of different shapes."""
    if len(annotations) < 2:
        raise UsageError(sentences.too_few_readers(len(annotations)))
    shapes = {one.voxels.shape for one in annotations.values()}
    if len(shapes) > 1:
        raise UsageError(sentences.shapes_differ())


def _about_lesions(lesions: tuple[LesionGroup, ...]) -> list[Disagreement]:
    """Whether there is one first, the most even split before others; then what it is and looks
    like, then how it is outlined."""
    split = [one for one in lesions if 0 < len(one.callers) < len(one.said)]
    split.sort(key=lambda one: abs(2 * len(one.callers) - len(one.said)))
    found = [
        _of_lesion(
            "is_lesion",
            one,
            one.said,
            sentences.not_all_call_it_a_lesion(one.number, len(one.callers), len(one.said)),
        )
        for one in split
    ]
    for about in ("looks", "kind"):
        for one in lesions:
            words = {r: str(getattr(one, about)(r)) for r in one.callers}
            if len(set(words.values())) > 1:
                said = sentences.called_differently(one.number, about)
                found.append(_of_lesion(about, one, words, said))
    for one in lesions:
        lowest = {
            reader: min(pair.dice or 0.0 for pair in one.pairs if reader in pair.readers)
            for reader in one.callers
            if one.pairs
        }
        if lowest and min(lowest.values()) < LOW_DICE:
            dice = {reader: f"Dice {value:.2f}" for reader, value in lowest.items()}
            said = sentences.outlined_differently(one.number, min(lowest.values()))
            found.append(_of_lesion("outline", one, dice, said))
    return found


def _of_lesion(
    about: str, lesion: LesionGroup, said: Mapping[str, str], words: str
) -> Disagreement:
    planes = lesion.box[0]
    return Disagreement(
        about,
        planes.start,
        planes.stop - 1,
        lesion.slice_index,
        lesion.number,
        said,
        words,
    )


def _about_slices(slices: Mapping[int, Row], readers: tuple[str, ...]) -> list[Disagreement]:
    """Neighbouring slices with the same words are one disagreement."""
    found: list[Disagreement] = []
    for index, row in slices.items():
        if None in row or len(set(row)) == 1:
            continue
        said = {reader: str(word) for reader, word in zip(readers, row, strict=True)}
        first = index
        if found and found[-1].last == index - 1 and found[-1].said == said:
            first = found.pop().first
        middle = (first + index) // 2
        words = sentences.slices_called_differently(first, index)
        found.append(Disagreement("slices", first, index, middle, None, said, words))
    return found
