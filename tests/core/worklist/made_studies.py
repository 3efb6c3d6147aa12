"""Studies of few series and people."""

from __future__ import annotations

import numpy as np

from core.annotation import LIVER, Annotation, Finding, voxel_of
from core.worklist import Store, Study, StudySeries

OWNER, ANNA, BERT, CLEO, DORA = (f"user-{letter * 16}" for letter in ("0", "a", "b", "c", "d"))
SHAPE = (3, 8, 8)


def some_series(number: int = 1, **changes: object) -> StudySeries:
    """Digest and patient by number, as those of `made_records.some_record`."""
    values = {
        "series_digest": f"{number:064x}",
        "pseudonym": f"{number:016x}",
        "n_slices": SHAPE[0],
        "shape": SHAPE,
        "spacing_mm": (5.0, 1.0, 1.0),
    }
    return StudySeries(**values | changes)


def some_study(store: Store, *readers: str, n_series: int = 1, **changes: object) -> Study:
    """A study of the owner, which those readers have joined."""
    series = [some_series(number) for number in range(1, n_series + 1)]
    study = store.studies.create("Lesions in spring", OWNER, series, **changes)
    for reader in readers:
        study = store.studies.join(study.id, reader)
    return study


def some_annotation(columns: int = 4, **finding: object) -> Annotation:
    """A lesion of `columns` times four voxels on slice 1."""
    voxels = np.full(SHAPE, LIVER, np.uint8)
    voxels[1, :4, :columns] = voxel_of(1)
    return Annotation(voxels, (Finding(1, **finding),))
