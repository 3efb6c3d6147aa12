"""What readers call a place, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.agreement.lesions import NO_LESION, LesionGroup
from core.annotation import CERTAINTIES, Finding
from core.consensus.decision import LESION, OPEN, REJECTED
from core.labels import MALIGNANT


def outcome_of(group: LesionGroup) -> str:
    """`LESION` if more than half of the readers call it one; `REJECTED` if more reject it than
    call it a lesion; `OPEN` otherwise."""
    callers = len(group.callers)
    rejecting = sum(word == NO_LESION for word in group.said.values())
    if 2 * callers > len(group.said):
        return LESION
    return REJECTED if rejecting > callers else OPEN


def agreed_finding(group: LesionGroup, number: int, outcome: str) -> tuple[Finding, bool]:
    """The finding of the consensus, and whether the readers are split on how it looks.

    The kind is what more than half of those who call it a lesion say, else unknown; it is as
    certain as the least certain of them. Where they are split on how it looks, it counts as
    malignant, the graver.
    """
    is_from_model = any(one.is_from_model for one in group.main.values())
    if outcome == REJECTED:
        reasons = [one.rejected for one in group.main.values() if one.rejected]
        why = most_named(reasons) or "other"
        return Finding(number, rejected=why, is_from_model=is_from_model), False
    callers = [group.main[reader] for reader in group.callers]
    kind = most_named([one.kind for one in callers]) or "unknown"
    looks = most_named([one.slice_class for one in callers])
    of_that_kind = [one.certainty for one in callers if one.kind == kind]
    certainty = max(of_that_kind or ["possible"], key=list(CERTAINTIES).index)
    finding = Finding(
        number,
        kind=kind,
        certainty=certainty,
        looks=looks or MALIGNANT,
        is_from_model=is_from_model,
    )
    return finding, looks is None


def most_named(words: Sequence[str]) -> str | None:
    """The word that more than half of them are; None where there is none."""
    for word, count in Counter(words).most_common(1):
        if 2 * count > len(words):
            return word
    return None
