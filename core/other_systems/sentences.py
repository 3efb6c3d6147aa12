"""Why a report of another system can't be shown beside the images, and what of it is not."""

from __future__ import annotations

from core.dicom.sentences.words import counted
from core.sentence import sentence

_CHOOSE = "choose the report on this series"


@sentence
def not_a_report(name: str) -> str:
    return (
        f"{name}: is no structured report of measurements: choose a Comprehensive or Enhanced SR, "
        "or give a SEG or RTSTRUCT for outlines."
    )


@sentence
def no_result_files() -> str:
    return "No files with results there: choose a DICOM SR, SEG or RTSTRUCT."


@sentence
def damaged_report(name: str) -> str:
    return f"{name}: can't be read as a DICOM structured report: get it again."


@sentence
def report_too_large(name: str, most: int) -> str:
    return f"{name}: holds more than {most} content items, over the limit: choose another report."


@sentence
def no_measurement_groups(name: str) -> str:
    return (
        f"{name}: holds no measurement groups (DICOM TID 1410, 1411 or 1501), so there is nothing "
        "to show beside the images: choose a report of measurements."
    )


@sentence
def ct_is_not_dicom(name: str) -> str:
    return (
        f"{name}: names the images that it is about, and this series was not read from DICOM: open "
        "its DICOM files."
    )


@sentence
def other_study(name: str) -> str:
    return f"{name}: is about another study than this series: {_CHOOSE}."


@sentence
def other_frame(name: str) -> str:
    return (
        f"{name}: gives positions in another frame of reference than this series, so that they "
        f"can't be compared: {_CHOOSE}."
    )


@sentence
def other_images(name: str) -> str:
    return f"{name}: is about other images of the study than this series: {_CHOOSE}."


@sentence
def groups_left_out(name: str, count: int, total: int) -> str:
    are = "is" if count == 1 else "are"
    return (
        f"{name}: {count} of {counted(total, 'measurement group')} {are} about other images and "
        "left out."
    )


@sentence
def outlines_not_drawn(name: str, count: int) -> str:
    are = "outline lies" if count == 1 else "outlines lie"
    return (
        f"{name}: {count} {are} on no single slice of this series and can't be drawn; the "
        "measurements are listed."
    )


@sentence
def made_in_another_study(name: str) -> str:
    return f"{name}: was made in another study, and refers to the images of this series."


@sentence
def outlines_too_many(most: int) -> str:
    return f"Its outlines have more than {most} points: only the first are drawn."
