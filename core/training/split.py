"""Train, validation and test subjects: never the same person on two sides."""

from __future__ import annotations

import numpy as np

from core.errors import TrainingDataError
from core.labels import SLICE_CLASSES
from core.training.data import SliceDataset

FRACTIONS = {"train": 0.70, "val": 0.15, "test": 0.15}


def split_by_subject(slices: SliceDataset, *, seed: int = 0) -> dict[str, list[int]]:
    """Subjects -> 70-15-15, stratified by the gravest lesion a subject shows.

    Returns:
        {"train": [...], "val": [...], "test": [...]} of subject numbers, disjoint, sorted.

    Raises:
        TrainingDataError: fewer than three subjects.
    """
    subjects = np.unique(slices.subject)
    if len(subjects) < len(FRACTIONS):
        raise TrainingDataError(
            f"{len(subjects)} subject(s) can't be split into train, validation and test: "
            "at least 3 are needed."
        )
    rng = np.random.default_rng(seed)
    split: dict[str, list[int]] = {name: [] for name in FRACTIONS}
    groups = _strata(slices, subjects)
    for group in groups:
        for subject, part in zip(rng.permutation(group), _parts(len(group)), strict=True):
            split[part].append(int(subject))
    return {name: sorted(members) for name, members in split.items()}


def _strata(slices: SliceDataset, subjects: np.ndarray) -> list[list[int]]:
    """Subjects grouped by what their slices are: benign ones the rarest, then malignant, none."""
    groups: dict[str, list[int]] = {"benign": [], "malignant": [], "none": []}
    classes = slices.slice_class
    for subject in subjects:
        shown = classes[slices.subject == subject]
        if (shown == SLICE_CLASSES.index("benign")).any():
            groups["benign"].append(int(subject))
        elif (shown == SLICE_CLASSES.index("malignant")).any():
            groups["malignant"].append(int(subject))
        else:
            groups["none"].append(int(subject))
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
