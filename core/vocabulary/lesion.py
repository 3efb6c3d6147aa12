"""Every field of `core.lesions.Lesion`.

A new field of a lesion needs one entry in `LESION`: JSON, CSV, the worklist, the PDF, the tables
and the viewer then have it (`lesion_columns` places it). `docs/measurements.md` is made from this.
"""

from __future__ import annotations

from core.vocabulary import forms
from core.vocabulary.quantity import Quantity

NUMBER = Quantity(
    "id",
    title="Number",
    short="#",
    meaning="The number in the image: by volume, the largest first, unless a reader numbered it.",
    form=forms.COUNT,
    formula="Place by volume, the largest first",
)
LOOKS = Quantity(
    "label",
    title="Looks",
    meaning="What the lesion looks like on this series, benign or malignant; not histology.",
    form=forms.WORD,
    formula="The lesion code of the mask that has more of the volume",
    limits="Looks, not histology",
)
VOLUME = Quantity(
    "volume_ml",
    title="Volume",
    unit="mL",
    meaning="Volume over all slices.",
    form=forms.VOLUME,
    formula="Sum over slices of pixels × pixel area × the extent that the slice stands for (half "
    "the way to each neighbour; a gap is not filled)",
    limits="Tested on balls and ellipsoids at uneven spacing: within 2 %",
)
DIAMETER = Quantity(
    "diameter_mm",
    title="Longest diameter",
    short="Longest",
    unit="mm",
    meaning="Longest diameter on an axial slice (RECIST 1.1).",
    form=forms.LENGTH,
    formula="Longest distance between two points of the contour on an axial slice; islands on one "
    "slice are measured one by one. A pixel reaches to the middles of its sides",
    limits="RECIST 1.1 (Eisenhauer et al., Eur J Cancer 2009;45:228). Within one pixel on the same "
    "solids",
)
SHORT_AXIS = Quantity(
    "short_axis_mm",
    title="Perpendicular diameter",
    short="Perpendicular",
    unit="mm",
    meaning="Extent at a right angle to the longest diameter, on the same slice (RECIST 1.1).",
    form=forms.LENGTH,
    formula="Extent at a right angle to that line, on the same slice",
    limits="RECIST 1.1; for a region that is not convex, never below its longest perpendicular "
    "chord",
)
CRANIOCAUDAL = Quantity(
    "craniocaudal_mm",
    title="Craniocaudal extent",
    short="Craniocaudal",
    unit="mm",
    meaning="Extent along the body, from the first slice to the last.",
    form=forms.LENGTH,
    formula="Distance between the planes of the first and the last slice, plus half of the extent "
    "that each of the two stands for",
    limits="Within one slice distance; a gap between two of its slices counts",
)
MEAN_HU = Quantity(
    "mean_hu",
    title="Mean attenuation",
    short="Mean",
    unit="HU",
    meaning="Mean HU over the lesion's voxels.",
    form=forms.HU,
    also=("mean_value",),
    formula="Over all voxels of the lesion",
    limits="Rim voxels mix with the liver",
)
SD_HU = Quantity(
    "sd_hu",
    title="Standard deviation of attenuation",
    short="SD",
    unit="HU",
    meaning="Standard deviation of HU over the lesion's voxels.",
    form=forms.HU,
    also=("sd_value",),
    formula="Over all voxels of the lesion",
    limits="Rim voxels mix with the liver",
)
FIRST_SLICE = Quantity(
    "slice_first",
    title="First slice",
    meaning="The most inferior slice that shows the lesion.",
    form=forms.SLICE,
    formula="Lowest slice index with a voxel of the lesion",
)
LAST_SLICE = Quantity(
    "slice_last",
    title="Last slice",
    meaning="The most superior slice that shows the lesion.",
    form=forms.SLICE,
    formula="Highest slice index with a voxel of the lesion",
)
LARGEST_SLICE = Quantity(
    "slice_largest",
    title="Slice of the longest diameter",
    short="Measured on slice",
    meaning="The slice on which the longest diameter was measured.",
    form=forms.SLICE,
    formula="The slice of `diameter_mm`",
)
CENTRE = Quantity(
    "centroid_mm",
    title="Centre (LPS)",
    unit="mm",
    meaning="Centre of mass in the patient's frame: millimetres to the left, back and up.",
    form=forms.POINT,
    formula="Mean position of the voxels, each weighted with the extent that its slice stands for",
    limits="LPS as in DICOM",
)
P_LESION = Quantity(
    "probability",
    title="p(lesion)",
    meaning="Mean of the model's lesion probability over the lesion's voxels.",
    form=forms.PROBABILITY,
    formula="Mean of the network's lesion probability over the voxels",
)
P_MALIGNANT = Quantity(
    "p_malignant",
    title="p(malignant)",
    meaning="Share of malignant in the lesion's probability: looks, not histology.",
    form=forms.PROBABILITY,
    formula="Sum of the network's malignant probability over the voxels / sum of its lesion "
    "probability",
    limits="Looks, not histology",
)
CORE_HU = Quantity(
    "core_hu",
    title="Core attenuation",
    short="Core",
    unit="HU",
    meaning="Mean HU off the rim, where a reader would put a region of interest.",
    form=forms.HU,
    formula="Mean over the core: pixels at least 2 mm from the border on their slice, the end "
    "slices left out where there are three or more. All voxels where fewer than 20 are left",
    limits="Where a reader would put the region of interest",
)
MARGIN = Quantity(
    "margin",
    title="Margin",
    meaning="Whether the lesion ends sharply: sharp, ill-defined, or not assessable.",
    form=forms.WORD,
    formula="`sharp` up to 3.5 mm of width, else `ill-defined`; `not assessable` where it can't be "
    "fitted",
    limits="The limit is ours",
)
MARGIN_SLOPE = Quantity(
    "margin_hu_per_mm",
    title="Margin slope",
    unit="HU/mm",
    meaning="Steepest change of HU across the margin.",
    form=forms.HU,
    formula="See *Margin*",
    limits="After Xu et al. 2012",
)
MARGIN_WIDTH = Quantity(
    "margin_width_mm",
    title="Margin width",
    unit="mm",
    meaning="Way from 10 to 90 % of the change of HU across the margin.",
    form=forms.LENGTH,
    formula="See *Margin*",
    limits="After Xu et al. 2012",
)
HOMOGENEOUS = Quantity(
    "homogeneous",
    title="Homogeneous",
    meaning="Whether the lesion is as even inside as the liver around it.",
    form=forms.YES_NO,
    formula="Spread of smoothed HU (Gaussian of 1.5 mm) in the core ≤ 1.6 times that of the liver "
    "within 15 mm on the same slices; null where no slice of the core covers 60 mm² or too little "
    "liver is there",
    limits="The limit is ours",
)
ATTENUATION = Quantity(
    "attenuation",
    title="Attenuation class",
    meaning="Whether the core is at most 20 HU, as a simple cyst is, or above.",
    form=forms.WORD,
    formula="`<= 20 HU` or `> 20 HU`, of `core_hu`",
    limits="Gore et al. 2017",
)
TO_SURFACE = Quantity(
    "edge_distance_mm",
    title="Distance to the liver's surface",
    short="To surface",
    unit="mm",
    meaning="Shortest way to the liver's surface; 0 where the lesion reaches it.",
    form=forms.LENGTH,
    formula="Shortest distance from a voxel centre of the lesion to one of the liver's surface: "
    "liver voxels beside background. Vessels that the liver encloses, and the ends of the series, "
    "are no surface",
    limits="0 where the lesion reaches the surface; exact to a voxel; empty where liver fills the "
    "image",
)
CUT = Quantity(
    "touches_edge",
    title="Cut by the edge of the volume",
    short="Cut",
    meaning="Whether the edge of the volume cuts the lesion, so that its sizes are lower bounds.",
    form=forms.YES_NO,
    formula="The lesion has voxels on the first or last slice, row or column, or beside the "
    "padding (≤ −1500 HU) of a round field",
    limits="Then every size is a lower bound",
)
DESCRIPTORS = Quantity(
    "descriptors",
    title="Descriptors",
    meaning="Margin, homogeneity and attenuation in the words of the ACR's paper on incidental "
    "liver lesions (2017); no diagnosis.",
    form=forms.WORDS,
    formula="Margin, homogeneity and attenuation in words; what can't be assessed is left out",
    limits="Gore et al. 2017",
)

#: Every field, in the order of `core.lesions.Lesion`, of the files, and of the tables.
LESION: tuple[Quantity, ...] = (
    NUMBER,
    LOOKS,
    VOLUME,
    DIAMETER,
    SHORT_AXIS,
    CRANIOCAUDAL,
    MEAN_HU,
    SD_HU,
    FIRST_SLICE,
    LAST_SLICE,
    LARGEST_SLICE,
    CENTRE,
    P_LESION,
    P_MALIGNANT,
    CORE_HU,
    MARGIN,
    MARGIN_SLOPE,
    MARGIN_WIDTH,
    HOMOGENEOUS,
    ATTENUATION,
    TO_SURFACE,
    CUT,
    DESCRIPTORS,
)
