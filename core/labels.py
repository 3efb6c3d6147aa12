"""Single source of truth for class names, mask codes and colours.

Two vocabularies meet here: a *slice* has one of three classes (`SLICE_CLASSES`), a *voxel* one of
four mask codes (`MASK_CODES`). Both use the same words and colours everywhere.
"""

from __future__ import annotations

NORMAL, BENIGN, MALIGNANT = "normal", "benign", "malignant"

#: Classes of a slice (and of a patient); every probability vector has this order.
SLICE_CLASSES: tuple[str, str, str] = (NORMAL, BENIGN, MALIGNANT)

#: What a heatmap can explain: the score of a class, or the lesion evidence in the mask.
LESION = "lesion"
EXPLAINED: tuple[str, ...] = (*SLICE_CLASSES, LESION)

#: A patient's category when no class is probable enough, or no liver was seen.
INDETERMINATE = "indeterminate"
#: A patient's category when the series lies outside what the model was measured on.
NOT_ASSESSABLE = "not_assessable"

#: Codes of a segmentation voxel; also the indices of the network's mask channels.
BACKGROUND_CODE, LIVER_CODE, BENIGN_CODE, MALIGNANT_CODE = 0, 1, 2, 3
MASK_CODES: dict[str, int] = {
    "background": BACKGROUND_CODE,
    "liver": LIVER_CODE,
    "benign": BENIGN_CODE,
    "malignant": MALIGNANT_CODE,
}
LESION_CODES: tuple[int, int] = (BENIGN_CODE, MALIGNANT_CODE)
#: Liver, lesions included.
ANY_LIVER: tuple[int, int, int] = (LIVER_CODE, *LESION_CODES)

#: Training-label value for "uncertain": left out of every loss and metric.
UNCERTAIN_CODE = 255

#: Words shown to people. "-looking", because the models learned from what lesions look like on a
#: single portal-venous CT, not from histology.
DISPLAY_NAMES: dict[str, str] = {
    NORMAL: "Normal",
    BENIGN: "Benign-looking",
    MALIGNANT: "Malignant-looking",
    INDETERMINATE: "Indeterminate",
    NOT_ASSESSABLE: "Not assessable",
}

#: sRGB hex colours, readable on a dark background and distinguishable by colour-blind readers.
COLOURS: dict[str, str] = {
    NORMAL: "#6fcf97",
    BENIGN: "#5aa2ff",
    MALIGNANT: "#ff7a6b",
    INDETERMINATE: "#a9b4c0",
    NOT_ASSESSABLE: "#c2ab86",
    "liver": "#6fcf97",
    "background": "#000000",
}
