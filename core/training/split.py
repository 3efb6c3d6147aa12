"""Train, validation and test subjects: never the same person on two sides."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from core.errors import TrainingDataError
from core.labels import SLICE_CLASSES
from core.operator_files import read_text
from core.training import sentences
from core.training.data import SliceDataset

FRACTIONS = {"train": 0.70, "val": 0.15, "test": 0.15}


#: Part -> subject numbers.
Split = dict[str, list[int]]
#: Of the shipped models, over both of their data files (`read_split`).
SHIPPED_SPLIT = Path(__file__).with_name("splits") / "shipped.json"


def split_by_subject(
    slices: SliceDataset, *, seed: int = 0, kept: Mapping[str, list[int]] | None = None
) -> Split:
    """Subjects -> 70-15-15, stratified by source, phase and the gravest lesion a subject shows.

    Args:
        kept: an earlier split: its subjects stay where they are, only the others are drawn.

    Returns:
        {"train": [...], "val": [...], "test": [...]} of subject numbers, disjoint, sorted.

    Raises:
        TrainingDataError: fewer than three subjects.
    """
    subjects = np.unique(slices.subject)
    if len(subjects) < len(FRACTIONS):
        raise TrainingDataError(sentences.too_few_subjects(len(subjects)))
    rng = np.random.default_rng(seed)
    present = set(subjects.tolist())
    split: Split = {
        name: sorted(present.intersection((kept or {}).get(name, []))) for name in FRACTIONS
    }
    drawn = subjects[~np.isin(subjects, _all_subjects(split))]
    for group in _strata(slices, drawn):
        for subject, part in zip(rng.permutation(group), _parts(len(group)), strict=True):
            split[part].append(int(subject))
    return {name: sorted(members) for name, members in split.items()}


def read_split(path: Path, slices: SliceDataset) -> Split:
    """A saved split, checked against the slices that it is for.

    Raises:
        TrainingDataError: the file can't be read, is no split, puts a subject on two sides, or
            leaves out a subject of `slices`.
    """
    try:
        content = json.loads(read_text(path))
        split = {name: sorted(map(int, content[name])) for name in FRACTIONS}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise TrainingDataError(sentences.not_a_split(path.name, ", ".join(FRACTIONS))) from error
    listed = _all_subjects(split)
    twice = sorted(subject for subject, times in Counter(listed).items() if times > 1)
    if twice:
        raise TrainingDataError(sentences.subjects_on_two_sides(path.name, twice))
    unlisted = sorted(set(np.unique(slices.subject).tolist()) - set(listed))
    if unlisted:
        raise TrainingDataError(sentences.subjects_unlisted(path.name, unlisted))
    return split


def _all_subjects(split: Split) -> list[int]:
    return [subject for part in split.values() for subject in part]


def _strata(slices: SliceDataset, subjects: np.ndarray) -> list[list[int]]:
    """Subjects of one source and phase, in groups of what their slices show (`_by_gravity`)."""
    places: dict[tuple[str, str], list[int]] = {}
    sources, phases = slices.sources, slices.phases
    for subject in subjects:
        first = int(np.argmax(slices.subject == subject))
        places.setdefault((str(sources[first]), str(phases[first])), []).append(int(subject))
    return [group for place in sorted(places) for group in _by_gravity(slices, places[place])]


def _by_gravity(slices: SliceDataset, subjects: list[int]) -> list[list[int]]:
    """Subjects grouped by what their slices are: benign ones the rarest, then malignant, none."""
    groups: dict[str, list[int]] = {"benign": [], "malignant": [], "none": []}
    classes = slices.slice_class
    for subject in subjects:
        shown = classes[slices.subject == subject]
        if (shown == SLICE_CLASSES.index("benign")).any():
            groups["benign"].append(subject)
        elif (shown == SLICE_CLASSES.index("malignant")).any():
            groups["malignant"].append(subject)
        else:
            groups["none"].append(subject)
    return _merge_small(list(groups.values()))


def _merge_small(groups: list[list[int]]) -> list[list[int]]:
    """Join a group too small to reach every part with the next, more frequent, kind."""
    merged: list[list[int]] = [[]]
    for group in groups:
        merged[-1] = merged[-1] + group
        if len(merged[-1]) >= len(FRACTIONS):
            merged.append([])
    if len(merged) > 1:
        last = merged.pop()
        merged[-1] = merged[-1] + last
    return merged


def _parts(n: int) -> list[str]:
    """The part of each of `n` subjects: by `FRACTIONS`, but of three or more one in each part.

    Of four people with cysts, plain rounding would give none to the test.
    """
    counts = {name: round(FRACTIONS[name] * n) for name in ("val", "test")}
    if n >= len(FRACTIONS):
        counts = {name: max(1, count) for name, count in counts.items()}
    return [*["val"] * counts["val"], *["test"] * counts["test"]] + ["train"] * (
        n - sum(counts.values())
    )


def members(slices: SliceDataset, subjects: list[int]) -> SliceDataset:
    """The slices of `subjects`."""
    return slices.pick(np.isin(slices.subject, subjects))


def absent_classes(parts: dict[str, SliceDataset]) -> list[str]:
    """A sentence for each class that no slice of a part shows: what can't be measured there."""
    lines = []
    for part, slices in parts.items():
        shown = set(slices.slice_class.tolist())
        missing = [name for i, name in enumerate(SLICE_CLASSES) if i not in shown]
        if missing:
            lines.append(
                f"no {' and no '.join(missing)} slice among the {len(np.unique(slices.subject))} "
                f"{part} subjects: figures of that class mean nothing there; add subjects."
            )
    return lines
