"""What is said of the files of a training run that can't be used."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def nothing_to_resume(file: str, folder: str) -> str:
    return (
        f"{file}: there is no such file in {folder}/, so there is nothing to resume: start "
        "without --resume."
    )


@sentence
def no_first_weights(file: str) -> str:
    return (
        f"{file}: can't be read as the weights of this backbone's encoder: give the state dict of "
        "the same network."
    )


@sentence
def unreadable_json(file: str) -> str:
    return f"{file}: can't be read as JSON: check the path."


@sentence
def not_a_json_object(file: str) -> str:
    return f"{file}: holds no JSON object: expected names and values."


@sentence
def no_record_of_a_run(file: str, folder: str) -> str:
    return (
        f"{file}: what a training run wrote into {folder}/ can't be read: put back a copy of the "
        "file, or train again."
    )


@sentence
def no_curve_of_a_run(file: str, folder: str) -> str:
    return (
        f"{file}: the curve of the earlier training in {folder}/ can't be read: put back a copy of "
        "the file, or remove it to begin a new curve."
    )


@sentence
def state_does_not_fit(file: str) -> str:
    return (
        f"{file}: does not fit this run: resume with the settings that it began with, or "
        "start again in another folder."
    )
