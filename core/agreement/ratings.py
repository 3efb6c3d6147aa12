"""Agreement of readers on words: percent agreement, and kappa, which takes chance off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from core.comparison.agreement import cohen_kappa

COHEN, FLEISS = "Cohen's kappa", "Fleiss' kappa"


@dataclass(frozen=True)
class RatingAgreement:
    """Of items that every reader rated."""

    n: int
    n_readers: int
    #: Items that some reader did not rate.
    n_left_out: int
    #: The share of pairs of readers who said the same, 0..1; None without items or pairs.
    percent: float | None
    #: -1..1; None where it is undefined: no items, one reader, or one word for everything.
    kappa: float | None
    #: `COHEN` for two readers, `FLEISS` for three or more, "" for fewer.
    method: str


def agreement_of(ratings: Sequence[Sequence[str | None]]) -> RatingAgreement:
    """How far readers agree on items.

    Args:
        ratings: one row an item, one column a reader (the same in all rows); None where a reader
            did not rate it.
    """
    rated = [row for row in ratings if all(word is not None for word in row)]
    n_readers = len(ratings[0]) if ratings else 0
    whole: list[list[str]] = [[str(word) for word in row] for row in rated]
    return RatingAgreement(
        n=len(whole),
        n_readers=n_readers,
        n_left_out=len(ratings) - len(whole),
        percent=percent_agreement(whole),
        kappa=_kappa(whole, n_readers),
        method={0: "", 1: "", 2: COHEN}.get(n_readers, FLEISS),
    )


def percent_agreement(ratings: Sequence[Sequence[str]]) -> float | None:
    """The share of all pairs of readers, over all items, who said the same, 0..1.

    Of two readers it is the share of items on which they agree; of more it is the mean of P_i in
    Fleiss 1971. None without items or with one reader.
    """
    shares = [_pairs_that_agree(row) for row in ratings if len(row) > 1]
    return sum(shares) / len(shares) if shares else None


def fleiss_kappa(ratings: Sequence[Sequence[str]]) -> float | None:
    """Agreement beyond chance of any number of readers.

        kappa = (P - P_e) / (1 - P_e)

    P is `percent_agreement`, P_e the sum of squares of the share that each word has of all
    ratings (Fleiss 1971, "Measuring nominal scale agreement among many raters", Psychological
    Bulletin 76:378-382).

    Returns:
        -1..1; None without items, with one reader, or where one word was used for everything.
    """
    observed = percent_agreement(ratings)
    words = Counter(word for row in ratings for word in row)
    if observed is None or len(words) < 2:
        return None
    total = sum(words.values())
    expected = sum((count / total) ** 2 for count in words.values())
    return (observed - expected) / (1 - expected)


def _kappa(ratings: list[list[str]], n_readers: int) -> float | None:
    if n_readers == 2:
        return cohen_kappa([row[0] for row in ratings], [row[1] for row in ratings])
    return fleiss_kappa(ratings)


def _pairs_that_agree(row: Sequence[str]) -> float:
    pairs = list(combinations(row, 2))
    return sum(a == b for a, b in pairs) / len(pairs)
