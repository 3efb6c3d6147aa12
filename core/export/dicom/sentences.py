"""Why a result can't be written as DICOM, or one of its objects is left out."""

from __future__ import annotations

from core.sentence import around_reason, sentence


@sentence
def no_dicom_to_refer_to() -> str:
    return (
        "A DICOM result refers to the DICOM files of its images, and this series was not read from "
        "any that say which they are: export NIfTI instead."
    )


@sentence
def multi_frame() -> str:
    return (
        "This series lies in one file of many frames, for which no DICOM result is written: export "
        "NIfTI instead."
    )


@sentence
def nothing_outlined() -> str:
    return (
        "Nothing is outlined, so there is nothing to export: outline the liver or a lesion first."
    )


@sentence
def no_lesion_to_measure() -> str:
    return "No structured report was written: there is no lesion to measure."


@sentence
def nothing_for_seg() -> str:
    return "No SEG was written: there is neither liver nor lesion to outline."


@sentence
def no_liver_for_map() -> str:
    return "No parametric map was written: it holds the slices with liver, and there is none."


@around_reason
def no_map(reason: str) -> str:
    return f"No parametric map was written: {reason}"
