"""What the tour says at its stops."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def tour_of_lesions(count: int, largest: str) -> str:
    if not count:
        return "The model outlines no lesion on this sample."
    outlined = "One lesion is" if count == 1 else f"{count} lesions are"
    return (
        f"{outlined} outlined and measured in 3-D; the largest, {largest}, is framed. "
        "Scroll through the liver, or go from lesion to lesion with L."
    )


@sentence
def tour_of_why(slice_number: int, probability: str, share: str) -> str:
    heat = f" Of the heat, {share} lies in the lesion." if share else ""
    return (
        f"Slice {slice_number} looks malignant with a probability of {probability}. The heatmap "
        f"shows which region drives that score.{heat} The tests beside it say how far to trust it."
    )


@sentence
def tour_of_models(scores: str) -> str:
    return (
        f"Several models on the same images: scroll one, and all follow. p(malignant) of the "
        f"patient: {scores}. The chart shows the slices on which they differ."
    )


@sentence
def tour_of_risk(headline: str, probability: str, n_slices: int) -> str:
    return (
        f"From {n_slices} slices to one patient: {headline}, p(malignant) {probability}. Ringed "
        "slices make the score; a click on one brings up its image."
    )


@sentence
def tour_of_report() -> str:
    return (
        "All of it on paper: verdict, cautions, key images, measurements and the model in one PDF, "
        "without a name unless you ask for it."
    )


@sentence
def tour_is_opening() -> str:
    return "The sample is being opened."


@sentence
def tour_is_analysing() -> str:
    return "The model is analysing the sample; this stop fills when it is done."


@sentence
def tour_is_elsewhere() -> str:
    return "This is not the page of this stop. Next and Back lead on, and so does:"


@sentence
def tour_keys() -> str:
    return "Keys: → or N, ← or P (over an image: Ctrl + → or ←); Esc ends the tour."
