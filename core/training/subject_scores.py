"""What each rule says of each subject of a training file, the slices it has there taken as group.

A subject is a handful of single slices in that file, not a series: what `analyze` does across
slices (smoothing, lesions as 3-D bodies) can't be done. All it does on a slice is done.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from core.areas import lesion_areas_mm2, liver_areas_mm2
from core.inference import CleanUpRules, clean_up, gate_by_liver, make_engine
from core.inference.kind import name_kind_by_lesion
from core.inference.passes import Answers
from core.labels import BENIGN_CODE, LIVER_CODE, MALIGNANT_CODE
from core.models import Model
from core.models.network import class_probabilities
from core.models.outline import OutlineRule
from core.preprocessing import slice_tensors
from core.risk import RULES, TOP_K, aggregate
from core.series import Series
from core.training.counts import Countable
from core.training.data import SliceDataset

#: Pixel of the slices in the training file, mm.
PIXEL_MM = 1.5
#: How many slices of a series each slice of the file stands for: a subject has about 5 here, a
#: liver about 40 on slices of 4 or 5 mm.
STANDS_FOR = 8
#: Field of `SubjectScores` -> how often each slice counts there.
TIMES = {"raw": 1, "series": STANDS_FOR, "finer": 2 * STANDS_FOR}
_BATCH = 16


@dataclass(frozen=True, eq=False)
class SliceEvidence:
    """What a model says of n single slices, as `analyze` would of each alone."""

    #: (n, 3) in the order of `labels.SLICE_CLASSES`, kind named by the lesions, gated by liver.
    probabilities: np.ndarray
    #: (n,) mm², lesions included, and of the lesions of each kind.
    liver_mm2: np.ndarray
    benign_mm2: np.ndarray
    malignant_mm2: np.ndarray


@dataclass(frozen=True, eq=False)
class SubjectScores:
    """n subjects; those on none of whose slices liver was found are counted and left out."""

    subject: np.ndarray
    #: (n,) index in `labels.SLICE_CLASSES`: the gravest class of the subject's slices.
    truth: np.ndarray
    #: (n,) slices of known class, which are those that count.
    n_slices: np.ndarray
    #: Rule -> (n, 2) raw benign and malignant score of the slices as they are.
    raw: dict[str, np.ndarray]
    #: The same of a series in which each slice is there `STANDS_FOR` times, and of one twice as
    #: fine, which holds nothing new.
    series: dict[str, np.ndarray]
    finer: dict[str, np.ndarray]
    without_liver: int = 0


def slice_evidence(model: Model, images: np.ndarray) -> SliceEvidence:
    """Run the engine of `analyze` on (n, s, s) slices that are already on the network's grid."""
    run = make_engine("auto", model)
    rows = []
    for start in range(0, len(images), _BATCH):
        hu = images[start : start + _BATCH].astype(np.float32)
        mask_logits, logits = run(slice_tensors(hu, model.preprocessing))
        foreground = torch.softmax(mask_logits.float(), dim=1)[:, LIVER_CODE:].numpy()
        classes = class_probabilities(logits.float(), model.temperature).numpy()
        for one in zip(hu, foreground, classes, strict=True):
            rows.append(_one_slice(*one, model.outline))
    probabilities, *areas = zip(*rows, strict=True)
    return SliceEvidence(np.stack(probabilities), *(np.array(area) for area in areas))


def subject_scores(evidence: SliceEvidence, slices: SliceDataset) -> SubjectScores:
    """Group the slices of known class by subject, and score each group by every rule."""
    which = Countable.of(slices)
    subjects: list[int] = []
    truths: list[int] = []
    counts: list[int] = []
    #: Of each field of the result, what `_by_rule` says of each subject.
    said: dict[str, list[dict[str, tuple[float, float]]]] = {name: [] for name in TIMES}
    without_liver = 0
    for subject in np.unique(slices.subject[which.classified]):
        own = which.classified & (slices.subject == subject)
        if not evidence.liver_mm2[own].any():
            without_liver += 1
            continue
        subjects.append(int(subject))
        truths.append(int(which.slice_class[own].max()))
        counts.append(int(own.sum()))
        for name, times in TIMES.items():
            said[name].append(_by_rule(evidence, own, times))
    by_rule = {
        name: {rule: np.array([one[rule] for one in each]).reshape(-1, 2) for rule in RULES}
        for name, each in said.items()
    }
    return SubjectScores(
        subject=np.array(subjects),
        truth=np.array(truths),
        n_slices=np.array(counts),
        **by_rule,
        without_liver=without_liver,
    )


def _by_rule(
    evidence: SliceEvidence, own: np.ndarray, times: int
) -> dict[str, tuple[float, float]]:
    liver = np.tile(evidence.liver_mm2[own], times)
    benign, malignant = (
        float(part[own].sum() / evidence.liver_mm2[own].sum())
        for part in (evidence.benign_mm2, evidence.malignant_mm2)
    )
    probabilities = np.tile(evidence.probabilities[own], (times, 1))
    scores = {
        rule: aggregate(rule, probabilities, liver, lesion_share=(benign, malignant), k=TOP_K)
        for rule in RULES
    }
    # None stands for "no liver", and this subject has some.
    return {rule: pair for rule, pair in scores.items() if pair is not None}


def _one_slice(
    hu: np.ndarray, foreground: np.ndarray, classes: np.ndarray, outline: OutlineRule
) -> tuple[np.ndarray, float, float, float]:
    """(probabilities (3,), mm² of liver, benign, malignant) after the steps of `predict`."""
    series = _alone(hu)
    answers = Answers(series, outline.lesion_share)
    answers.put(np.array([0]), foreground[None])
    mask = answers.mask
    said_of_lesions = answers.lesion_probability, answers.malignant_probability
    clean_up(mask, *said_of_lesions, series, CleanUpRules(certainty=outline.certainty))
    liver = liver_areas_mm2(mask, series)
    named = name_kind_by_lesion(classes[None], mask, *said_of_lesions)
    kinds = (
        float(lesion_areas_mm2(np.where(mask == code, mask, 0), series)[0])
        for code in (BENIGN_CODE, MALIGNANT_CODE)
    )
    return gate_by_liver(named, liver)[0], float(liver[0]), *kinds


def _alone(hu: np.ndarray) -> Series:
    """One slice of the training file as a series; 5 mm stand for the extent that is not known."""
    return Series(
        uid="",
        volume=hu[None],
        spacing_mm=(5.0, PIXEL_MM, PIXEL_MM),
        slice_origins_mm=np.zeros((1, 3)),
        row_direction=(1.0, 0.0, 0.0),
        column_direction=(0.0, 1.0, 0.0),
    )
