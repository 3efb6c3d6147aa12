"""Why the header of a file rules it out, and what a header says that the reader should know."""

from __future__ import annotations

from core.dicom.sentences.words import gigabytes
from core.sentence import sentence

# -- damaged headers ---------------------------------------------------------------------------


@sentence
def not_dicom() -> str:
    return "not DICOM"


@sentence
def damaged_header() -> str:
    return "damaged header"


@sentence
def endless_header() -> str:
    return "damaged header: it has no end"


@sentence
def too_many_items(limit: int) -> str:
    return f"damaged header: more than {limit:,} items in its sequences"


@sentence
def endless_nesting() -> str:
    return "damaged header: sequences nested without end"


@sentence
def truncated_header() -> str:
    return "truncated: the file ends within its header"


@sentence
def damaged_deflated_data() -> str:
    return "damaged: its deflated data can't be inflated"


@sentence
def inflates_too_large(limit: int) -> str:
    return f"its deflated data inflates to more than {gigabytes(limit)}, the limit"


# -- objects that aren't slices of CT or MR ----------------------------------------------------


@sentence
def not_ct(kind: str) -> str:
    return f"{kind}, not CT or MR"


@sentence
def kind_contradicts(modality: str) -> str:
    other = "MR" if modality == "CT" else "CT"
    return f"its modality says {modality}, but its kind of object is {other}"


@sentence
def no_pixels(modality: str = "CT") -> str:
    return f"{modality} object without pixels"


@sentence
def scout_view() -> str:
    return "localizer (scout view)"


@sentence
def colour_picture() -> str:
    return "colour picture (screen shot or dose report)"


# -- geometry ----------------------------------------------------------------------------------


@sentence
def no_position() -> str:
    return "no position in the patient (Image Position Patient)"


@sentence
def impossible_position() -> str:
    return "position in the patient (Image Position Patient) makes no sense"


@sentence
def no_orientation() -> str:
    return "no orientation in the patient (Image Orientation Patient)"


@sentence
def impossible_orientation() -> str:
    return "orientation in the patient (Image Orientation Patient) makes no sense"


@sentence
def no_pixel_spacing() -> str:
    return "no pixel size in mm (Pixel Spacing)"


# -- frames ------------------------------------------------------------------------------------


@sentence
def no_frame_positions() -> str:
    return "multi-frame object without positions for its frames"


@sentence
def wrong_number_of_frames(frames: int, described: int) -> str:
    return f"damaged: {frames} frames, but {described} described"


@sentence
def damaged_frame_descriptions() -> str:
    return "damaged frame descriptions"


# -- stored values -----------------------------------------------------------------------------


@sentence
def no_matrix_size() -> str:
    return "no matrix size (Rows, Columns) in its header"


@sentence
def matrix_too_large(columns: int, rows: int, limit: int) -> str:
    return f"matrix of {columns} x {rows} pixels, over the limit of {limit}"


@sentence
def impossible_bits(stored: int, allocated: int) -> str:
    return f"its header states {stored} of {allocated} bits per pixel, which can't be right"


@sentence
def zero_slope() -> str:
    return "its rescale slope is 0, so it holds no values"


@sentence
def impossible_slope(slope: float) -> str:
    return f"its rescale slope is {slope:.3g}, which can't be right"


@sentence
def impossible_intercept(intercept: float) -> str:
    return f"its rescale intercept is {intercept:.3g}, which can't be right"


# -- notes on slices that can be used ----------------------------------------------------------


@sentence
def no_rescale() -> str:
    return "The file has no rescale to HU: stored values are taken as HU."


@sentence
def half_a_rescale(missing: str, taken: int) -> str:
    return f"The file's rescale to HU has no {missing}: {taken} is taken."


@sentence
def decimal_comma() -> str:
    return "The file writes numbers with a decimal comma: 0,75 is read as 0.75."


@sentence
def values_not_hu(rescale_type: str) -> str:
    return f"The file says that its values are {rescale_type}, not HU."


@sentence
def lossy_compression(values: str = "HU") -> str:
    return f"Lossy compression: {values} and fine detail are approximate."


@sentence
def name_without_character_set() -> str:
    return (
        "The file doesn't say in which character set the patient's name is: its letters may be "
        "wrong."
    )


@sentence
def name_in_unknown_character_set() -> str:
    return (
        "The patient's name is in a character set that LiverLens doesn't know: its letters may "
        "be wrong."
    )


@sentence
def name_not_in_character_set() -> str:
    return (
        "The patient's name isn't in the character set that the file states: its letters may be "
        "wrong."
    )


@sentence
def not_encoded_as_labelled(label: str, found: str) -> str:
    return f"The header says {label}, but the bytes are {found}: read as they are."
