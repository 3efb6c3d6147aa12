"""What attribution says to people: arguments and networks that a method can't use."""

from __future__ import annotations

from collections.abc import Iterable

from core.sentence import sentence

# Arguments.


@sentence
def unknown_method(name: str, known: Iterable[str]) -> str:
    return f"There is no method {name!r}: choose one of {', '.join(known)}."


@sentence
def unknown_target(name: str, known: Iterable[str]) -> str:
    return f"There is no target {name!r}: choose one of {', '.join(known)}."


@sentence
def unknown_slice(index: int, n_slices: int) -> str:
    return f"There is no slice {index}: choose one of 0 to {n_slices - 1}."


@sentence
def unknown_parameter(method: str, name: str, known: Iterable[str]) -> str:
    names = ", ".join(known)
    return f"{method} has no parameter {name!r}: " + (
        f"choose from {names}." if names else "it has none."
    )


@sentence
def unusable_value(parameter: str, given: object, expected: str) -> str:
    return f"{parameter} is {given!r}: use {expected}."


@sentence
def unknown_baseline(name: str, known: Iterable[str]) -> str:
    return f"There is no baseline {name!r}: choose one of {', '.join(known)}."


@sentence
def no_mean_liver() -> str:
    return (
        "No liver is outlined on this slice, so there is no mean liver to compare with: choose the "
        "baseline air or blurred."
    )


@sentence
def unknown_layer(name: str, stages: Iterable[str]) -> str:
    return f"There is no layer {name!r} with a map: choose one of {', '.join(stages)}."


@sentence
def no_layer_at_stride(stride: int, strides: Iterable[int]) -> str:
    return f"No encoder layer has stride {stride}: choose one of {', '.join(map(str, strides))}."


@sentence
def negative_samples(samples: int) -> str:
    return f"{samples} noisy samples make no sense: use 0 or more."


@sentence
def smoothing_needs_gradient(method: str) -> str:
    return f"SmoothGrad averages gradients, and {method} takes none: use 0 noisy samples."


@sentence
def too_few_samples(samples: int, superpixels: int) -> str:
    return (
        f"{samples} samples can't tell {superpixels} superpixels apart: use more samples (several "
        "per superpixel) or fewer superpixels."
    )


@sentence
def window_does_not_cover(window: int, stride: int, size: int) -> str:
    return (
        f"A window of {window} moved by {stride} does not cover a slice of {size} pixels: use a "
        f"window of at most {size} and a stride of at most the window."
    )


# Networks that a method can't explain.


@sentence
def no_gradient(model: str, method: str) -> str:
    return (
        f"{model} measures dark regions and sorts them with decision rules, so its score has no "
        f"gradient for {method} to use: choose a method that hides parts of the slice "
        "(occlusion, feature_ablation, kernel_shap), or one of the networks."
    )


@sentence
def no_layer_with_map() -> str:
    return (
        "Grad-CAM weighs a layer's map, and no layer of this network has one: choose another "
        "method, such as saliency."
    )


@sentence
def layer_without_effect(layer: str) -> str:
    return f"The score does not depend on the layer {layer}: choose another layer."


@sentence
def activation_without_rule(module: str, kind: str) -> str:
    return (
        f"Guided Backprop has a rule for ReLU only, and {module} of this network activates with "
        f"{kind}: choose another method, such as saliency."
    )


@sentence
def activation_not_a_module(module: str, function: str) -> str:
    return (
        f"Guided Backprop hooks ReLU modules, and {module or 'the network'} calls {function} as a "
        "function, which can't be hooked: choose another method, such as saliency."
    )


@sentence
def no_rectifier() -> str:
    return (
        "Guided Backprop changes what happens at ReLUs, and this network has none: choose another "
        "method, such as saliency."
    )


# Cancelled.


@sentence
def heatmap_cancelled() -> str:
    return "Cancelled before the heatmap was done."
