"""What is known of each slice."""

from __future__ import annotations

from collections.abc import Mapping

from core.labels import SLICE_CLASSES
from core.vocabulary import forms
from core.vocabulary.quantity import Quantity

#: Plane of the slices -> what slice 1 is among them (`core.series.stack_normal`).
SLICE_ONE_IS: Mapping[str, str] = {
    "axial": "the most inferior",
    "coronal": "the most anterior",
    "sagittal": "the rightmost",
}

INDEX = Quantity(
    "index",
    title="Slice",
    meaning="The slice; pages count from 1, files from 0, the most inferior.",
    form=forms.SLICE,
)
POSITION = Quantity(
    "position_mm",
    title="Position",
    unit="mm",
    meaning="Where the slice lies along the normal of the slices.",
    form=forms.LENGTH,
)
P_CLASS: dict[str, Quantity] = {
    name: Quantity(
        f"p_{name}",
        title=f"p({name})",
        meaning=f"The model's probability that the slice is {name}; the three sum to 1.",
        form=forms.PROBABILITY,
    )
    for name in SLICE_CLASSES
}
LIVER_AREA = Quantity(
    "liver_area_mm2",
    title="Liver area",
    unit="mm²",
    meaning="Area that the model outlines as liver on the slice, lesions included.",
    form=forms.AREA,
)
LESION_AREA = Quantity(
    "lesion_area_mm2",
    title="Lesion area",
    unit="mm²",
    meaning="Area that the model outlines as lesion on the slice, benign and malignant together.",
    form=forms.AREA,
)

#: In the order of the files.
SLICE: tuple[Quantity, ...] = (INDEX, POSITION, *P_CLASS.values(), LIVER_AREA, LESION_AREA)
#: Only where intervals were asked for.
SLICE_INTERVALS: tuple[Quantity, ...] = tuple(
    Quantity(
        f"p_{name}_{end}",
        title=f"{which} p({name})",
        meaning=f"{which} p({name}) of the slice under small changes of the image.",
        form=forms.PROBABILITY,
    )
    for name in SLICE_CLASSES
    for end, which in (("low", "Lowest"), ("high", "Highest"))
)
