"""Agreement over several series: items are counted together, so that long series weigh more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.agreement.outlines import PairOutlines, mean_of
from core.agreement.ratings import RatingAgreement, agreement_of
from core.agreement.series import RATED, Row, SeriesAgreement


@dataclass(frozen=True)
class OutlineMeans:
    """Means over pairs of readers, and over series or lesions."""

    #: Pairs with a Dice.
    n: int
    dice: float | None
    #: Of those pairs whose distance is known.
    mean_mm: float | None
    p95_mm: float | None


@dataclass(frozen=True)
class StudyAgreement:
    """Of all series that two readers or more have read."""

    readers: tuple[str, ...]
    n_series: int
    #: One of `RATED` -> the agreement; items that not all `readers` rated are left out.
    ratings: Mapping[str, RatingAgreement]
    #: The whole liver, a pair of readers and a series each.
    liver: OutlineMeans
    #: All lesions of a series together, likewise.
    lesions: OutlineMeans
    #: One lesion that both readers call one, likewise.
    each_lesion: OutlineMeans


def pooled(series: Sequence[SeriesAgreement]) -> StudyAgreement:
    """The series together. Readers may differ between them."""
    readers = tuple(dict.fromkeys(reader for one in series for reader in one.readers))
    rows: dict[str, list[Row]] = {about: [] for about in RATED}
    for one in series:
        place = {reader: column for column, reader in enumerate(one.readers)}
        for about in RATED:
            rows[about] += [
                tuple(row[place[r]] if r in place else None for r in readers)
                for row in one.rows[about]
            ]
    return StudyAgreement(
        readers=readers,
        n_series=len(series),
        ratings={about: agreement_of(items) for about, items in rows.items()},
        liver=means_of([pair for one in series for pair in one.liver_pairs]),
        lesions=means_of([pair for one in series for pair in one.lesion_pairs]),
        each_lesion=means_of(
            [pair for one in series for lesion in one.lesions for pair in lesion.pairs]
        ),
    )


def means_of(pairs: Sequence[PairOutlines]) -> OutlineMeans:
    """Pairs of which neither outlined anything are left out."""
    drawn = [pair for pair in pairs if pair.dice is not None]
    return OutlineMeans(
        n=len(drawn),
        dice=mean_of([pair.dice for pair in drawn]),
        mean_mm=mean_of([pair.mean_mm for pair in drawn]),
        p95_mm=mean_of([pair.p95_mm for pair in drawn]),
    )
