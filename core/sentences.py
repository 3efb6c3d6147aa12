"""What the modules at the root of `core` tell people."""

from __future__ import annotations

from pathlib import Path

from core.sentence import sentence


@sentence
def folder_not_writable(folder: Path, reason: object) -> str:
    return f"{folder}: can't write there ({reason}): choose another folder."


@sentence
def file_not_writable(path: Path, reason: object) -> str:
    return (
        f"{path.name}: can't be written ({reason}): free some space or choose another folder; the "
        "earlier file is untouched."
    )


@sentence
def no_such_home(setting: str) -> str:
    return f"{setting} needs a home folder that this machine does not know: write the path in full."


@sentence
def other_series(model: str) -> str:
    return f"{model} analysed another series: models can be compared on one series only."


@sentence
def too_large_for_nifti(size: int, most: int) -> str:
    return (
        f"Segmentation: {size:,} voxels along one axis, and a NIfTI file holds {most:,}: analyse a "
        "part of the series."
    )


# -- consent -----------------------------------------------------------------------------------


@sentence
def no_consent() -> str:
    return (
        "The study is not on the operator's list of those that may be analysed or exported: ask "
        "for consent."
    )


@sentence
def no_study_to_allow() -> str:
    return (
        "This series does not say of which study it is, and only studies on the operator's list "
        "may be analysed or exported: open the DICOM files of one."
    )


@sentence
def consent_unreadable(name: str, reason: object) -> str:
    return f"{name}: the list of studies with consent can't be read ({reason}): nothing is allowed."
