"""One lesion, as measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lesion:
    """One lesion. Slice indices count from 0, the most inferior slice.

    `docs/measurements.md` holds each formula with its source.
    """

    #: 1 is the largest by volume; where a reader corrected the outlines, the number of the finding.
    id: int
    #: "benign" or "malignant": what it looks like, not histology.
    label: str
    volume_ml: float
    #: Longest diameter on an axial slice, mm (`core.caliper`).
    diameter_mm: float
    #: Extent at a right angle to `diameter_mm`, on the same slice, mm.
    short_axis_mm: float
    #: Extent along the body, mm.
    craniocaudal_mm: float
    #: Mean and standard deviation over the lesion's voxels.
    mean_hu: float
    sd_hu: float
    #: First and last slice, both included.
    slice_first: int
    slice_last: int
    #: The slice on which `diameter_mm` was measured.
    slice_largest: int
    #: Centre of mass, LPS mm.
    centroid_mm: tuple[float, float, float]
    #: Mean of the network's lesion probability over the lesion's voxels, 0..1; None where no
    #: network was asked.
    probability: float | None
    #: Share of "malignant" in that probability, 0..1; None where the network said nothing of this
    #: outline.
    p_malignant: float | None
    #: Mean HU off the rim, where a reader would put a region of interest (`lesions.core_region`).
    core_hu: float
    #: "sharp", "ill-defined" or "not assessable" (`lesions.margin`).
    margin: str
    #: Steepest change of HU across the margin and the way from 10 to 90 % of it, mm
    #: (`lesions.margin`); None where it can't be assessed.
    margin_hu_per_mm: float | None
    margin_width_mm: float | None
    #: None where the lesion is too small to tell (`lesions.homogeneity`).
    homogeneous: bool | None
    #: "<= 20 HU" or "> 20 HU", of `core_hu`; "" in MR, where every value below and above that is
    #: said to be HU is MR signal.
    attenuation: str
    #: Shortest way to the liver's surface, mm; 0 where the lesion reaches it, None where the mask
    #: fills the image and so shows no surface.
    edge_distance_mm: float | None
    #: Cut by an end of the series or by the edge of the field: every size is a lower bound.
    touches_edge: bool
    #: The above in the words of Gore et al., JACR 2017 (`lesions.descriptors`); no diagnosis.
    descriptors: tuple[str, ...]
