"""What the classical baseline says to people."""

from __future__ import annotations

from collections.abc import Iterable

from core.sentence import sentence

_TRAIN = "`python -m core train --backbone classical_baseline`"


@sentence
def no_classifier_file(name: str) -> str:
    return f"{name}: there is no such weights file: check the name."


@sentence
def not_a_classifier(name: str) -> str:
    return f"{name}: not a LiverLens classifier: use an .onnx file written by {_TRAIN}."


@sentence
def other_features_or_classes(name: str) -> str:
    return f"{name}: its features or classes are not those of this version: train it again."


@sentence
def unknown_pooling(value: object, known: Iterable[str]) -> str:
    return (
        f"The classical baseline's setting pooling is {value!r}, expected one of "
        f"{', '.join(known)}: train it again with {_TRAIN}."
    )


@sentence
def setting_not_positive(setting: str, value: object) -> str:
    return (
        f"The classical baseline's setting {setting} is {value!r}, expected a number above 0: "
        f"train it again with {_TRAIN}."
    )


@sentence
def unknown_settings(settings: Iterable[str]) -> str:
    return (
        f"This version does not know the classical baseline's settings {', '.join(settings)}: "
        "update LiverLens or train it again."
    )
