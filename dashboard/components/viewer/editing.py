"""What the viewer must know to let a reader correct outlines: where they are kept, the words."""

from __future__ import annotations

import hashlib

from core.annotation import CERTAINTIES, CLASS_OF_KIND, KINDS, NOT_A_LESION, li_rads
from dashboard.state.open_series import OpenSeries


def annotation_data(opened: OpenSeries, url: str) -> dict[str, object]:
    """`AnnotationData` of js/annotation_data.ts.

    Args:
        url: `dashboard.state.annotating.address`.
    """
    series, edited = opened.series, opened.edited
    # Stands for the series in the page's memory, and tells nothing of its pixels.
    name = hashlib.sha256(f"outlines\0{edited.person}\0{opened.digest}".encode()).hexdigest()
    voxel_ml = series.slice_thicknesses_mm * series.pixel_area_mm2() / 1000.0
    return {
        "url": url,
        "series": name[:32],
        "revision": edited.revision,
        "corrected": edited.is_edited,
        "voxelMl": [float(ml) for ml in voxel_ml],
        "kinds": [list(pair) for pair in KINDS.items()],
        "classes": dict(CLASS_OF_KIND),
        "certainties": [list(pair) for pair in CERTAINTIES.items()],
        "notALesion": [list(pair) for pair in NOT_A_LESION.items()],
        "liRads": [
            {
                "key": key,
                "title": one.title,
                "answers": [list(pair) for pair in one.answers.items()],
            }
            for key, one in li_rads.FEATURES.items()
        ],
    }
