"""Every measurement of every lesion of a mask, or of outlines that carry numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import ndimage

from core.bounding_box import Box
from core.caliper import axial_diameters_mm
from core.labels import BENIGN, BENIGN_CODE, MALIGNANT, MALIGNANT_CODE
from core.lesions.components import lesion_components, numbered_boxes
from core.lesions.core_region import core_region
from core.lesions.descriptors import attenuation_class, descriptors
from core.lesions.homogeneity import is_homogeneous
from core.lesions.lesion import Lesion
from core.lesions.liver_edge import LiverSurface, is_cut
from core.lesions.margin import UNMEASURED, measure_margin
from core.lesions.numbers import largest_first, slice_volumes_ml
from core.series import Series

#: Liver around a lesion that margin and homogeneity are measured against, mm in the plane.
AROUND_MM = 15.0


def measure_lesions(
    mask: np.ndarray,
    lesion_probability: np.ndarray,
    series: Series,
    *,
    malignant_probability: np.ndarray | None = None,
) -> tuple[Lesion, ...]:
    """Every 3-D lesion of a mask, the largest first.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid. A component that holds both
            lesion codes takes the one with more volume.
        lesion_probability: (z, y, x) uint8, 255 = certain.
        malignant_probability: (z, y, x) uint8, the malignant part of `lesion_probability`.
            Without it, a lesion's `p_malignant` is the malignant share of its volume in the mask.
    """
    labels, boxes = lesion_components(mask)
    found = _measured(
        dict(enumerate(boxes, start=1)),
        labels,
        mask,
        series,
        lesion_probability,
        malignant_probability,
    )
    return tuple(
        Lesion(id=number, **found[place]) for number, place in enumerate(_by_volume(found), start=1)
    )


def measure_numbered(
    numbers: np.ndarray,
    mask: np.ndarray,
    series: Series,
    *,
    lesion_probability: np.ndarray | None = None,
) -> tuple[Lesion, ...]:
    """Every lesion of outlines that carry its number, the largest first.

    Two lesions that touch stay two, and one in several parts stays one. What the network said of
    "malignant" is not asked: `p_malignant` is None.

    Args:
        numbers: (z, y, x) unsigned; each lesion's voxels hold its `Lesion.id`, all others 0.
        mask: (z, y, x) codes of `core.labels` on the same grid; a lesion takes the lesion code that
            has more of its volume.
        lesion_probability: (z, y, x) uint8, 255 = certain; without it `Lesion.probability` is None.
    """
    found = _measured(numbered_boxes(numbers), numbers, mask, series, lesion_probability, None)
    return tuple(
        Lesion(id=number, **found[number] | {"p_malignant": None}) for number in _by_volume(found)
    )


def _measured(
    boxes: Mapping[int, Box],
    labels: np.ndarray,
    mask: np.ndarray,
    series: Series,
    lesion_probability: np.ndarray | None,
    malignant_probability: np.ndarray | None,
) -> dict[int, dict]:
    """Number of `labels` -> the fields of a lesion, its id left out."""
    found: dict[int, dict] = {}
    if not boxes:
        return found
    surface = LiverSurface(mask, series)
    for number, box in boxes.items():
        voxels = labels[box] == number
        values = _measure(voxels, box, mask, lesion_probability, malignant_probability, series)
        wide = _widened(box, mask.shape, series)
        values |= _describe(labels[wide] == number, mask[wide], series.volume[wide], series)
        corner = tuple(part.start for part in box)
        values["edge_distance_mm"] = surface.distance_mm(voxels, corner)
        values["touches_edge"] = is_cut(voxels, corner, series)
        found[number] = values
    return found


def _by_volume(found: Mapping[int, dict]) -> list[int]:
    """The numbers, that of the largest first."""
    numbers = list(found)
    return [numbers[at] for at in largest_first([one["volume_ml"] for one in found.values()])]


def _measure(
    voxels: np.ndarray,
    box: Box,
    mask: np.ndarray,
    lesion_probability: np.ndarray | None,
    malignant_probability: np.ndarray | None,
    series: Series,
) -> dict:
    """Size, place, HU and class of the component `voxels` (bool) that fills `box`."""
    first = box[0].start
    thickness = series.slice_thicknesses_mm[box[0]]
    voxels_ml = slice_volumes_ml(voxels, box, series)
    malignant_ml = _slice_sums(voxels & (mask[box] == MALIGNANT_CODE)) @ thickness
    benign_ml = _slice_sums(voxels & (mask[box] == BENIGN_CODE)) @ thickness
    hu = series.volume[box][voxels].astype(np.float64)
    long_mm, short_mm, at = _largest_diameters(voxels, series.spacing_mm[1:])
    p_malignant = malignant_ml / (malignant_ml + benign_ml)
    either = 0.0
    if lesion_probability is not None:
        either = float(lesion_probability[box][voxels].sum(dtype=np.float64))
    if malignant_probability is not None and either > 0:
        p_malignant = malignant_probability[box][voxels].sum(dtype=np.float64) / either
    return {
        "label": MALIGNANT if malignant_ml >= benign_ml else BENIGN,
        "volume_ml": float(voxels_ml.sum()),
        "diameter_mm": long_mm,
        "short_axis_mm": short_mm,
        # From the lower face of the first slice to the upper face of the last.
        "craniocaudal_mm": float(np.ptp(series.positions_mm[box[0]]) + thickness[[0, -1]].mean()),
        "mean_hu": float(hu.mean()),
        "sd_hu": float(hu.std()),
        "slice_first": first,
        "slice_last": box[0].stop - 1,
        "slice_largest": first + at,
        "centroid_mm": _centroid_lps(voxels, box, voxels_ml, series),
        "probability": None
        if lesion_probability is None
        else either / np.count_nonzero(voxels) / 255.0,
        # Both were rounded to 1/255: their quotient can pass 1.
        "p_malignant": float(min(p_malignant, 1.0)),
    }


def _describe(voxels: np.ndarray, codes: np.ndarray, hu: np.ndarray, series: Series) -> dict:
    """What the lesion looks like, from `voxels` (bool) and the liver around them."""
    core = core_region(voxels, series.spacing_mm)
    core_hu = float(hu[voxels if core is None else core].mean(dtype=np.float64))
    # Limits of contrast and of attenuation are in HU.
    margin = measure_margin(voxels, codes, hu, series.spacing_mm) if series.is_ct else UNMEASURED
    homogeneous = is_homogeneous(core, codes, hu, series.spacing_mm)
    attenuation = attenuation_class(core_hu) if series.is_ct else ""
    return {
        "core_hu": core_hu,
        "margin_hu_per_mm": margin.hu_per_mm,
        "margin_width_mm": margin.width_mm,
        "margin": margin.word,
        "homogeneous": homogeneous,
        "attenuation": attenuation,
        "descriptors": descriptors(margin.word, homogeneous, attenuation) if attenuation else (),
    }


def _widened(box: Box, shape: tuple[int, ...], series: Series) -> Box:
    """`box` with `AROUND_MM` more on each side in the plane, as far as the image goes."""
    planes, *in_plane = box
    reaches = [round(AROUND_MM / step) for step in series.spacing_mm[1:]]
    rows, columns = (
        slice(max(0, part.start - reach), min(size, part.stop + reach))
        for part, size, reach in zip(in_plane, shape[1:], reaches, strict=True)
    )
    return planes, rows, columns


def _slice_sums(voxels: np.ndarray) -> np.ndarray:
    return voxels.sum(axis=(1, 2), dtype=np.float64)


def _largest_diameters(
    voxels: np.ndarray, spacing_mm: tuple[float, float]
) -> tuple[float, float, int]:
    """(long, short, slice within `voxels`) of the axial cut with the longest diameter.

    A component can appear as several islands on one slice; each is measured by itself.
    """
    best = (0.0, 0.0, 0)
    for index, plane in enumerate(voxels):
        islands, _ = ndimage.label(plane)
        for number, box in enumerate(ndimage.find_objects(islands), start=1):
            long_mm, short_mm = axial_diameters_mm(islands[box] == number, spacing_mm)
            if long_mm > best[0]:
                best = (long_mm, short_mm, index)
    return best


def _centroid_lps(
    voxels: np.ndarray,
    box: Box,
    weights: np.ndarray,
    series: Series,
) -> tuple[float, float, float]:
    """Centre of mass in LPS mm, from each slice's own origin (exact for uneven spacing)."""
    planes, rows, columns = np.nonzero(voxels)
    # Each slice's voxels count with the thickness that the slice stands for.
    per_voxel = weights[planes] / np.bincount(planes, minlength=len(weights))[planes]
    points = (
        series.slice_origins_mm[planes + box[0].start]
        + np.outer((rows + box[1].start) * series.spacing_mm[1], series.column_direction)
        + np.outer((columns + box[2].start) * series.spacing_mm[2], series.row_direction)
    )
    x, y, z = np.average(points, axis=0, weights=per_voxel)
    return float(x), float(y), float(z)
