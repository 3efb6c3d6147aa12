"""What `core.phantom` says to people, a function per sentence."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def no_such_case(case: str, cases: str) -> str:
    return f"There is no case {case!r}; choose one of {cases}."


@sentence
def seed_negative(seed: int) -> str:
    return f"The seed must not be negative: it is {seed}."


@sentence
def out_of_range(name: str, low: int, high: int, value: int) -> str:
    return f"The phantom's {name} must be {low} to {high}, not {value}."


@sentence
def syntax_unknown(syntax: object, known: str) -> str:
    return f"The phantom can't be written as {syntax}; choose {known}."


@sentence
def folder_is_a_file(folder: str) -> str:
    return f"{folder} is a file; give a folder to write the phantom into."


@sentence
def folder_holds_other_files(folder: str, file: str) -> str:
    return f"The folder {folder} already holds other DICOM files ({file}, ...); name an empty one."


@sentence
def growth_out_of_range(most: float, growth: object) -> str:
    return f"Lesions grow by factors of 0 to {most:g}, not {growth}."


@sentence
def shift_out_of_range(most: float, shift: object) -> str:
    return f"The patient is shifted by three numbers of at most {most:g} mm, not {shift}."


@sentence
def not_a_date(text: str) -> str:
    return f"{text} is not a date: write it as 20260131 or 2026-01-31."
