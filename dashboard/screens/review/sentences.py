"""What the Review page says to people."""

from __future__ import annotations

from core.labels import BENIGN, MALIGNANT, NORMAL
from core.sentence import sentence

#: What is in each sample (sample_scans/README.md).
OF_SAMPLES = {
    NORMAL: "A liver without lesions",
    BENIGN: "Five simple cysts",
    MALIGNANT: "Seven metastases",
}


@sentence
def what_it_is() -> str:
    return (
        "LiverLens reads CT scans of the liver: models score every slice, outline and measure "
        "lesions, and show what each score rests on."
    )


@sentence
def what_the_still_shows() -> str:
    return "The Review page: a synthetic liver with its outlined lesions and their measurements"


@sentence
def what_samples_are() -> str:
    return "Made by a program, of no patient: try everything without data of your own."


@sentence
def what_recent_ones_are() -> str:
    return "Only you see these. Uploads go when the page has been closed for a few minutes."


@sentence
def drop_a_series() -> str:
    return (
        "Drop a folder, a zip or the files of a series. They stay in the memory of the computer "
        "that runs LiverLens and are never written to disk."
    )


@sentence
def not_analysed() -> str:
    return "Run the analysis to score the slices."
