"""`annotation.json`: all that is said of an annotation, beside the file that holds its voxels."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from core import DISCLAIMER, __version__
from core.annotation import (
    BEFORE_FINDINGS,
    LIVER,
    NOTHING,
    Finding,
    findings_of,
    plain_finding,
    plain_slice_labels,
    slice_labels_of,
)
from core.annotation_files import sentences
from core.annotation_files.made import Made
from core.dicom.items import Item
from core.dicom.set_aside import SetAside
from core.errors import InputError
from core.export.report import to_json, volume_grid
from core.series import Series

FILE_NAME = "annotation.json"
#: Grows whenever what is written changes its meaning.
FORMAT = 1
_KIND = "liverlens annotation"
#: More than any annotation takes; a larger file is none.
_MOST_BYTES = 16 * 2**20


@dataclass(frozen=True)
class Table:
    """What `annotation.json` says."""

    series_uid: str
    findings: tuple[Finding, ...]
    slice_labels: dict[int, str]


def annotation_json(made: Made, series: Series) -> str:
    """Indented, ending in a newline. The voxels' values are explained in it."""
    annotation = made.annotation
    return to_json(
        {
            "disclaimer": DISCLAIMER,
            "version": __version__,
            "kind": _KIND,
            "format": FORMAT,
            "series": {"uid": series.uid, "shape": list(series.volume.shape)},
            "segmentation": volume_grid(series),
            "reader": made.reader,
            "study": made.study,
            "annotation_version": made.version,
            "created_at": made.created_at and made.created_at.isoformat(),
            "submitted": made.is_submitted,
            "values": {
                str(NOTHING): "nothing",
                str(LIVER): "liver",
                "others": f"the finding of that number minus {BEFORE_FINDINGS}",
            },
            "findings": [plain_finding(one) for one in annotation.findings],
            "slice_labels": plain_slice_labels(annotation.slice_labels),
        }
    )


def read_table(item: Item, series: Series) -> Table | None:
    """None for JSON that is something else.

    Raises:
        InputError: damaged, of a newer version, or of another series.
    """
    content: Any = None
    try:
        if item.size <= _MOST_BYTES:
            content = json.loads(item.read())
    except (SetAside, ValueError, RecursionError) as error:
        if item.name == FILE_NAME:
            raise InputError(sentences.damaged_table(item.name)) from error
    if not isinstance(content, dict) or content.get("kind") != _KIND:
        return None
    if not isinstance(content.get("format"), int) or content["format"] > FORMAT:
        raise InputError(sentences.table_of_a_newer_version(item.name))
    of = content.get("series")
    uid = of.get("uid") if isinstance(of, dict) else None
    if not isinstance(uid, str):
        raise InputError(sentences.damaged_table(item.name))
    if uid != series.uid:
        raise InputError(sentences.of_another_series(item.name))
    return Table(
        uid,
        findings_of(content.get("findings")),
        slice_labels_of(content.get("slice_labels"), series.n_slices),
    )
