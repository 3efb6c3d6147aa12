"""What the viewer must know of a series beside its pixels: where its slices lie, and what stands
in the corner of the image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.cautions.sizes import sizes_mark
from core.series import Series, SeriesTags, header_date
from core.spacing import gaps, reaches_mm
from core.vocabulary.kernels import is_sharp
from dashboard.components.viewer.body_box import BodyBox, body_box


@dataclass(frozen=True)
class SeriesFacts:
    """As the browser takes them, see `SeriesData` in js/server_data.ts."""

    #: (n_slices, 3) LPS mm of the first voxel of each slice.
    origins_mm: Sequence[Sequence[float]] | None = None
    coverage: dict[str, object] | None = None
    body: BodyBox | None = None
    #: The plane that the slices are nearest to, and the unit of the values.
    plane: str = "axial"
    unit: str = "HU"
    #: Lines for the corner of the image.
    texts: tuple[str, ...] = ()
    #: What stands there in any layout where lengths and areas count for nothing; else "".
    sizes: str = ""
    sharp_kernel: bool = False
    #: `dashboard.state.measuring.address` of its measurements, and the number of the last change;
    #: None where they live as long as the page.
    measurements: tuple[str, int] | None = None

    def data(self) -> dict[str, object]:
        body = self.body
        return {
            "origins": self.origins_mm,
            "coverage": self.coverage,
            "body": None if body is None else {"low": body.low, "high": body.high},
            "plane": self.plane,
            "unit": self.unit,
            "texts": list(self.texts),
            "sizes": self.sizes,
            "sharpKernel": self.sharp_kernel,
            "measurements": self.measurements
            and {"url": self.measurements[0], "revision": self.measurements[1]},
        }


def series_facts(series: Series) -> SeriesFacts:
    """Of an open series, but for where its measurements are kept."""
    # Whoever measures on the image sees it there, whether the series was analysed or not.
    untrusted = sizes_mark(series)
    return SeriesFacts(
        origins_mm=series.slice_origins_mm.round(3).tolist(),
        coverage=coverage(series),
        # Air in MR has no value of its own; an MR image is shown whole.
        body=body_box(series) if series.is_ct else None,
        plane=series.plane,
        unit=series.unit,
        texts=corner_texts(series.tags, series.spacing_mm[0]),
        sizes=f"{untrusted[:1].upper()}{untrusted[1:]}",
        sharp_kernel=is_sharp(series.tags.kernel),
    )


def coverage(series: Series) -> dict[str, object]:
    """How far the stack reaches beyond its ends and into its gaps, mm, by `core.spacing`."""
    below, above = reaches_mm(series.positions_mm, series.spacing_mm[0])
    return {
        "ends": [float(below[0]), float(above[-1])],
        "gaps": [
            {"below": int(i), "up": float(above[i]), "down": float(below[i + 1])}
            for i in np.flatnonzero(gaps(series.positions_mm))
        ],
    }


def corner_texts(tags: SeriesTags, distance_mm: float) -> tuple[str, ...]:
    """Date, what is called what, and how it was acquired; what the header leaves out is left
    out."""
    day = header_date(tags)
    thickness = tags.slice_thickness_mm
    acquired = [
        tags.part,
        tags.kernel,
        f"{thickness or distance_mm:.3g} mm",
        f"{tags.kvp:.0f} kV" if tags.kvp else "",
    ]
    lines = [day.isoformat() if day else "", " · ".join(part for part in acquired if part)]
    return tuple(line for line in lines if line)
