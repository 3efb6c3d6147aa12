"""What the models say to people: weights, cards and backbones that can't be used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.modality import MR
from core.sentence import around_reason, sentence

# Weights files.


@sentence
def no_weights_file(file: str) -> str:
    return f"{file}: there is no such weights file: check the name."


@sentence
def not_a_checkpoint(file: str) -> str:
    return f"{file}: not a LiverLens checkpoint: use a .pth file written by `python -m core train`."


@sentence
def other_classes(file: str, found: object, expected: Sequence[str]) -> str:
    return (
        f"{file}: its classes are {found}, expected {list(expected)}: train it with this version's "
        "labels."
    )


@sentence
def incomplete_checkpoint(file: str) -> str:
    return f"{file}: parts of the checkpoint are missing or damaged: copy it again."


@sentence
def weights_do_not_fit(file: str, backbone: str) -> str:
    return (
        f"{file}: the weights do not fit the backbone {backbone}: export the checkpoint again with "
        "this version."
    )


@around_reason
def unusable_preprocessing(reason: str, file: str) -> str:
    return f"{file}: {reason}"


# What a model reads.


@sentence
def other_modality(model: str, reads: str, found: str) -> str:
    train = (
        "no model for MR is shipped; `python -m core train` makes one (docs/mri.md)."
        if found == MR
        else "choose another model."
    )
    return f"{model} reads {reads}, and the series is {found}: {train}"


@sentence
def left_out(count: int, found: str, model: str, reads: str) -> str:
    return f"{count} {found} series left out: {model} reads {reads}."


# Models and their cards.


@sentence
def no_model_cards(folder: str) -> str:
    return (
        f"There is no model card (*.json) in the folder {folder}/: restore weights/ from the "
        "repository or train a model."
    )


@sentence
def unknown_model(name: str, known: Iterable[str]) -> str:
    names = ", ".join(known)
    advice = f"choose one of {names}" if names else "the weights folder has no model cards"
    return f"There is no model {name!r}: {advice}."


@sentence
def not_a_model_card(file: str) -> str:
    return (
        f"{file}: not a model card (name, backbone, file and sha256 are needed): restore it from "
        "the repository."
    )


@sentence
def not_the_cards_weights(file: str) -> str:
    return (
        f"{file}: the weights are not those that the card describes (SHA-256 differs): restore "
        "both from one version."
    )


@sentence
def no_liver_model(file: str, liver_model: str, folder: str) -> str:
    return (
        f"{file}: the liver outline comes from the network {liver_model!r}, which is not in "
        f"{folder}/: put its weights and card there."
    )


# Backbones and decoders.


@sentence
def unknown_backbone(backbone: str, similar: Sequence[str]) -> str:
    hint = f"did you mean {', '.join(similar)}?" if similar else "see timm.list_models()."
    return f"{backbone!r} is not a timm backbone: {hint}"


@sentence
def no_feature_pyramid(backbone: str) -> str:
    return (
        f"{backbone!r} gives no feature maps that halve from 1/2 or 1/4 to 1/32 of the slice's "
        "side, which a decoder needs: choose a convolutional backbone, or a transformer with "
        "stages, such as Swin."
    )


@sentence
def backbone_not_for_size(backbone: str, decoder: str, size: int) -> str:
    return (
        f"{backbone!r} with the decoder {decoder} can't take slices of {size} x {size} pixels, "
        "however timm builds it: choose another backbone or decoder."
    )


@sentence
def halves_too_often(backbone: str, stride: int) -> str:
    return (
        f"{backbone!r} can't stop at maps of 1/{stride} of the slice's side, which this decoder "
        "needs: choose the decoder unet or fpn, or a convolutional backbone."
    )


@sentence
def no_pretrained_weights(backbone: str) -> str:
    return f"timm has no weights for {backbone!r}: train it without --pretrained."


@sentence
def unknown_decoder(decoder: str, known: Iterable[str]) -> str:
    return f"There is no decoder {decoder!r}: choose one of {', '.join(known)}."


@sentence
def unusable_decoder_widths(
    decoder: str, widths: Sequence[int], fewest: int, most: int, multiple: int
) -> str:
    count = str(fewest) if fewest == most else f"{fewest} to {most}"
    return (
        f"The decoder {decoder} can't have the channel widths {list(widths)}: give {count} "
        f"positive multiples of {multiple}."
    )


@sentence
def outline_unreadable(model: str) -> str:
    return (
        f"The card of {model} names no usable limits of an outline: lesion_share must lie between "
        "0 and 1, certainty from 0 to 1. Train the model again, or remove the section outline."
    )
