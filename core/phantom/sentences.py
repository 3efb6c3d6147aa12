"""What the phantom says to people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.sentence import sentence


@sentence
def unknown_case(case: str, known: Iterable[str]) -> str:
    return f"There is no case {case!r}: choose one of {', '.join(known)}."


@sentence
def out_of_range(name: str, value: int, lowest: int, highest: int) -> str:
    return f"The phantom's {name} must be {lowest} to {highest}, not {value}."


@sentence
def negative_seed(seed: int) -> str:
    return f"The seed must not be negative, but it is {seed}."


@sentence
def growth_out_of_range(growth: Sequence[float], highest: float) -> str:
    return f"Lesions grow by factors of 0 to {highest:g}, not {list(growth)}."


@sentence
def not_a_date(text: str) -> str:
    return f"{text} is not a date: write it as 20260131 or 2026-01-31."


@sentence
def shift_out_of_range(shift_mm: Sequence[float], highest_mm: float) -> str:
    return (
        f"The patient is shifted by three numbers of at most {highest_mm:g} mm, not "
        f"{list(shift_mm)}."
    )


@sentence
def unknown_transfer_syntax(uid: str, known: Iterable[str]) -> str:
    return f"The phantom can't be written as {uid}: choose {', '.join(known)}."


@sentence
def file_instead_of_folder(name: str) -> str:
    return f"{name} is a file: give a folder to write the phantom into."


@sentence
def folder_holds_other_files(folder: str, file: str) -> str:
    return f"The folder {folder} already holds other DICOM files ({file}, ...): give an empty one."


@sentence
def unknown_mr(what: str, value: str, known: tuple[str, ...]) -> str:
    return f"There is no MR {what} {value!r}: choose one of {', '.join(known)}."
