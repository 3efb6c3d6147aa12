"""STAPLE: outlines of several readers, each weighed by how good it turns out to be.

Warfield, Zou and Wells 2004, "Simultaneous truth and performance level estimation (STAPLE)", IEEE
Transactions on Medical Imaging 23:903-921, in the binary form without a spatial prior, as ITK's
`STAPLEImageFilter` computes it: from the mean of the masks as the first guess, sensitivities and
specificities are fitted to the guess (M), and the guess to them (E), until nothing changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.consensus import sentences
from core.errors import UsageError

#: With two readers, STAPLE gives one reader's outline back.
FEWEST_READERS = 3
#: Voxels are grouped by who outlined them, one bit a reader.
MOST_READERS = 16
#: It has converged when no sensitivity or specificity changes by more than this, squared (ITK's
#: value).
CONVERGED = 1e-14
MOST_ITERATIONS = 10_000


@dataclass(frozen=True, eq=False)
class Staple:
    """What the readers' masks say together."""

    #: Of the masks' shape, float64 0..1: that the voxel belongs to it.
    probability: np.ndarray
    #: Of each reader, 0..1, in the order of the masks.
    sensitivity: tuple[float, ...]
    specificity: tuple[float, ...]
    n_iterations: int


def staple(masks: Sequence[np.ndarray]) -> Staple:
    """Estimate the outline behind those of three readers or more.

    The prior probability is the mean of all masks over all voxels, so it depends on how much lies
    around what is outlined: give the smallest box around the outlines, one voxel wider.

    Voxels that the same readers outlined have the same probability, so one number stands for all
    of them: a liver takes as long as a cyst.

    Args:
        masks: one bool array a reader, all of one shape.

    Raises:
        UsageError: too few readers, or more than `MOST_READERS`.
    """
    if not FEWEST_READERS <= len(masks) <= MOST_READERS:
        raise UsageError(sentences.number_of_readers(len(masks), FEWEST_READERS, MOST_READERS))
    code = np.zeros(masks[0].shape, np.uint32)
    for place, mask in enumerate(masks):
        code |= mask.astype(np.uint32) << np.uint32(place)
    patterns, group, counts = np.unique(code, return_inverse=True, return_counts=True)
    # (patterns, readers) whether that reader outlined the voxels of that pattern.
    outlined = (patterns[:, None] >> np.arange(len(masks), dtype=np.uint32)) & 1 == 1
    guess, sensitivity, specificity, n = _estimate(outlined, counts.astype(np.float64))
    return Staple(
        guess[group].reshape(code.shape),
        tuple(map(float, sensitivity)),
        tuple(map(float, specificity)),
        n,
    )


def _estimate(
    outlined: np.ndarray, counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """(probability of each pattern, sensitivities, specificities, iterations)."""
    guess = outlined.mean(axis=1)
    prior = float((guess * counts).sum() / counts.sum())
    n_readers = outlined.shape[1]
    before = np.full((2, n_readers), -10.0)
    now = before
    n = 0
    while n < MOST_ITERATIONS:
        n += 1
        now = np.stack(
            [
                _share(outlined, guess * counts),
                _share(~outlined, (1 - guess) * counts),
            ]
        )
        inside = prior * np.where(outlined, now[0], 1 - now[0]).prod(axis=1)
        outside = (1 - prior) * np.where(outlined, 1 - now[1], now[1]).prod(axis=1)
        total = inside + outside
        guess = np.divide(inside, total, out=np.zeros_like(inside), where=total > 0)
        if ((now - before) ** 2 <= CONVERGED).all():
            break
        before = now
    return guess, now[0], now[1], n


def _share(chosen: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """(readers,) the share of `weight` on the patterns that each chose; 1 without any weight."""
    total = weight.sum()
    return (chosen * weight[:, None]).sum(axis=0) / total if total else np.ones(chosen.shape[1])
