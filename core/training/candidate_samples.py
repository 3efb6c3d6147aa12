"""Candidates of labelled slices, real and with simulated lesions: what the baseline learns from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.classical import Candidate, ClassicalSettings, LiverView, measure_slice
from core.labels import BENIGN_CODE, LESION_CODES, MALIGNANT_CODE, SLICE_CLASSES, UNCERTAIN_CODE
from core.training.augmentation import change_contrast, change_sharpness_and_noise
from core.training.counts import Countable
from core.training.data import SliceDataset
from core.training.lesion_simulation import simulate_lesions
from core.training.phase import change_phase

NOT_A_LESION, BENIGN_LOOKING, MALIGNANT_LOOKING = range(len(SLICE_CLASSES))
#: Neither one nor the other: left out.
UNDECIDED = -1
#: Dice with a lesion from which a candidate is that lesion.
LESION_DICE = 0.5
#: Share of a candidate on lesion or uncertain pixels up to which it is none.
STRAY_SHARE = 0.1
#: Candidates without a lesion kept of a simulated slice: the real ones hold plenty.
SIMULATED_NEGATIVES = 6
#: Share of the simulated slices in another phase; of the others with another contrast; of all with
#: another noise.
PHASE_SHARE, CONTRAST_SHARE, NOISE_SHARE = 0.35, 0.5, 0.5


@dataclass(frozen=True, eq=False)
class CandidateSamples:
    """n candidates for a classifier."""

    #: (n, 24) float32, columns as `classical.FEATURE_NAMES`.
    features: np.ndarray
    #: (n,) NOT_A_LESION, BENIGN_LOOKING or MALIGNANT_LOOKING.
    kind: np.ndarray
    #: (n,) of the slice they lie on.
    subject: np.ndarray
    #: (n,) bool: of a slice with simulated lesions.
    simulated: np.ndarray

    def __len__(self) -> int:
        return len(self.kind)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many of each kind, on real slices and on those with simulated lesions."""
        return {
            name: {
                "not a lesion" if kind == NOT_A_LESION else SLICE_CLASSES[kind]: int(n)
                for kind, n in enumerate(np.bincount(self.kind[which], minlength=3))
            }
            for name, which in (("real", ~self.simulated), ("simulated", self.simulated))
        }

    def pick(self, which: np.ndarray) -> CandidateSamples:
        """The samples at a boolean mask or at indices."""
        return CandidateSamples(
            self.features[which], self.kind[which], self.subject[which], self.simulated[which]
        )


def collect_samples(
    slices: SliceDataset,
    liver_probability: np.ndarray,
    settings: ClassicalSettings,
    *,
    simulations: int,
    seed: int,
) -> CandidateSamples:
    """Candidates of every slice as it is, and of `simulations` draws with simulated lesions each.

    Slices without a mask, or with a lesion that the mask lacks, are left out.

    Args:
        liver_probability: (n, s, s), lesions included. The outline of a slice serves its
            simulations too, since those change nothing but the inside of the liver.
    """
    rows: list[tuple[np.ndarray, np.ndarray, int, bool]] = []
    for index in np.flatnonzero(Countable.of(slices).outlined):
        image, label = slices.image[index].astype(np.float32), slices.label[index]
        subject = int(slices.subject[index])
        features, kinds = decided_candidates(image, label, liver_probability[index], settings)
        rows.append((features, kinds, subject, False))
        rng = np.random.default_rng((seed, int(index)))
        for _ in range(simulations):
            drawn, codes = simulate_lesions(image, label, rng)
            if rng.random() < PHASE_SHARE:
                drawn, codes = change_phase(drawn, codes, rng)
            elif rng.random() < CONTRAST_SHARE:
                drawn = change_contrast(drawn, codes, rng)
            if rng.random() < NOISE_SHARE:
                drawn = change_sharpness_and_noise(drawn, rng)
            features, kinds = decided_candidates(drawn, codes, liver_probability[index], settings)
            kept = _few_negatives(kinds, rng)
            rows.append((features[kept], kinds[kept], subject, True))
    return CandidateSamples(
        np.concatenate([features for features, *_ in rows]),
        np.concatenate([kinds for _, kinds, *_ in rows]),
        np.concatenate([np.full(len(kinds), subject) for _, kinds, subject, _ in rows]),
        np.concatenate([np.full(len(kinds), simulated) for _, kinds, _, simulated in rows]),
    )


def decided_candidates(
    image: np.ndarray, label: np.ndarray, liver_probability: np.ndarray, settings: ClassicalSettings
) -> tuple[np.ndarray, np.ndarray]:
    """(features, kinds) of one slice's candidates, those that are neither left out."""
    found = measure_slice(image, liver_probability, settings)
    if found.view is None:
        return found.features, np.zeros(0, np.int64)
    kinds = kinds_of(found.candidates, found.view, label)
    known = kinds != UNDECIDED
    return found.features[known], kinds[known]


def kinds_of(candidates: list[Candidate], view: LiverView, label: np.ndarray) -> np.ndarray:
    """(n,) what each candidate is, by the mask of its slice.

    A lesion where its Dice with one lesion of the mask reaches `LESION_DICE`, of the kind that
    most of the shared pixels have; no lesion where at most `STRAY_SHARE` of it lies on lesion or
    uncertain pixels; `UNDECIDED` between them, such as a part of a lesion.
    """
    label = label[view.box]
    lesions, count = ndimage.label(np.isin(label, LESION_CODES))
    sizes = np.bincount(lesions.ravel(), minlength=count + 1)
    kinds = np.full(len(candidates), UNDECIDED)
    for index, one in enumerate(candidates):
        codes = label[one.box][one.region]
        shared = np.bincount(lesions[one.box][one.region], minlength=count + 1)
        dice = 2 * shared[1:] / (one.size + sizes[1:])
        if count and dice.max() >= LESION_DICE:
            malignant = (codes == MALIGNANT_CODE).sum() >= (codes == BENIGN_CODE).sum()
            kinds[index] = MALIGNANT_LOOKING if malignant else BENIGN_LOOKING
        elif np.isin(codes, (*LESION_CODES, UNCERTAIN_CODE)).mean() <= STRAY_SHARE:
            kinds[index] = NOT_A_LESION
    return kinds


def _few_negatives(kinds: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Indices of all lesions and of up to `SIMULATED_NEGATIVES` others, drawn at random."""
    others = np.flatnonzero(kinds == NOT_A_LESION)
    drawn = rng.permutation(others)[:SIMULATED_NEGATIVES]
    return np.sort(np.concatenate([np.flatnonzero(kinds != NOT_A_LESION), drawn]))
