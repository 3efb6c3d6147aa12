"""One series and what its readers say together -> slices of the training file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.annotation import Annotation, voxel_of
from core.consensus import Consensus
from core.errors import TrainingDataError
from core.labels import UNCERTAIN_CODE
from core.series import Series
from core.training.prepare.cut import cut_slices
from core.training.prepare.scans import LabelledScan, PreparedSlices
from core.training.prepare.settings import PrepareSettings, SliceChoice
from core.training.readers import sentences
from core.training.slice_class import UNCERTAIN

#: In the training file.
SOURCE = "readers"
#: Few series are read, so every slice of the liver counts.
EVERY_SLICE = PrepareSettings(choice=SliceChoice(every=1))


def cut_consensus(series: Series, made: Consensus, subject: str, number: int) -> PreparedSlices:
    """The slices of one series.

    Where the readers outlined anything, the masks are their consensus, with 255 for what they leave
    open. Where they only labelled slices, those slices are in the file with their class and no
    mask.

    Args:
        subject: for messages. number: the scan's.

    Raises:
        TrainingDataError: the consensus is of other images, or no slice can be used.
    """
    annotation = made.annotation
    if annotation.voxels.shape != series.volume.shape:
        raise TrainingDataError(sentences.other_grid(subject))
    if not annotation.voxels.any():
        return _labelled(series, annotation, subject, number)
    codes = np.where(made.uncertain, np.uint8(UNCERTAIN_CODE), annotation.mask())
    scan = LabelledScan(series, codes, source=SOURCE)
    cut = cut_slices(scan, subject, number, EVERY_SLICE)
    rejected = [one.number for one in annotation.findings if not one.is_lesion]
    values = [voxel_of(one) for one in rejected]
    hard = np.array([bool(np.isin(plane, values).any()) for plane in annotation.voxels])
    kinds = _kinds(annotation)
    return replace(
        cut,
        rejected=hard[cut.index],
        kind=np.array([kinds[index] for index in cut.index], dtype=str),
    )


def _labelled(series: Series, annotation: Annotation, subject: str, number: int) -> PreparedSlices:
    """All slices without a mask, of which those stay that have a label."""
    scan = LabelledScan(series, None, told_class=UNCERTAIN, source=SOURCE)
    cut = cut_slices(scan, subject, number, EVERY_SLICE)
    labels = annotation.slice_labels
    kept = np.isin(cut.index, list(labels))
    if not kept.any():
        raise TrainingDataError(sentences.nothing_to_train_on(subject, "no slice is labelled"))
    return replace(
        cut,
        image=cut.image[kept],
        label=cut.label[kept],
        index=cut.index[kept],
        told_class=np.array([labels[int(index)] for index in cut.index[kept]]),
    )


def _kinds(annotation: Annotation) -> list[str]:
    """Of each slice the kind of its largest lesion, "" without any."""
    kind = {voxel_of(one.number): one.kind for one in annotation.findings if one.is_lesion}
    found = []
    for plane in annotation.voxels:
        counts = np.bincount(plane.ravel(), minlength=256)
        largest = max(kind, key=lambda value: counts[value], default=None)
        found.append(kind[largest] if largest is not None and counts[largest] else "")
    return found
