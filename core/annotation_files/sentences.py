"""Why an annotation can't be written or read."""

from __future__ import annotations

from collections.abc import Sequence

from core.sentence import sentence

#: Names listed in one sentence.
_MOST_NAMES = 5


@sentence
def another_grid(name: str) -> str:
    return (
        f"{name}: lies on another grid than this series, and outlines are not resampled: choose "
        "the outlines that were drawn on this series."
    )


@sentence
def of_another_series(name: str) -> str:
    return f"{name}: was made of another series: choose the outlines of this one."


@sentence
def no_outlines(name: str) -> str:
    return (
        f"{name}: holds no outlines: choose a DICOM SEG, an RTSTRUCT, or a NIfTI, NRRD or "
        "MetaImage file."
    )


@sentence
def table_missing(name: str) -> str:
    return (
        f"{name}: numbers its lesions and doesn't say what they are: they come as of unknown kind; "
        "with its annotation.json all that was said comes too."
    )


@sentence
def damaged_table(name: str) -> str:
    return f"{name}: can't be read as the JSON of an annotation: export it again."


@sentence
def table_of_a_newer_version(name: str) -> str:
    return f"{name}: was made by a newer LiverLens: update this one."


@sentence
def several_tables(names: Sequence[str]) -> str:
    return f"There are several annotations ({_listed(names)}): choose the files of one of them."


@sentence
def too_many_findings(name: str, count: int, most: int) -> str:
    return f"{name}: outlines {count} lesions, and an annotation holds {most}: keep the largest."


@sentence
def segments_unused(name: str, segments: Sequence[str]) -> str:
    return f"{name}: left out because neither liver nor a liver lesion: {_listed(segments)}."


@sentence
def no_liver_or_lesion(name: str, found: Sequence[str]) -> str:
    holds = f"holds {_listed(found)}, and" if found else "holds"
    return (
        f"{name}: {holds} no outline called liver or lesion: rename them, or choose another file."
    )


@sentence
def liver_not_outlined(name: str) -> str:
    return f"{name}: outlines no liver; outside the lesions nothing is marked."


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown
