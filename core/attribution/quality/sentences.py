"""What the measures of a heatmap's quality say to people: readings, and errors."""

from __future__ import annotations

from collections.abc import Iterable

from core.sentence import around_reason, sentence

# Readings of several measures. `target` is the target's probability, such as "p(malignant)".


@sentence
def no_heat(target: str) -> str:
    return f"There is no heat for {target} on this slice."


@sentence
def no_lesion_in_mask() -> str:
    return "The mask has no lesion on this slice."


@sentence
def no_liver_in_mask() -> str:
    return "The mask has no liver on this slice."


@around_reason
def irrelevant_for_normal(reading: str) -> str:
    return f"{reading.removesuffix('.')}, which says nothing about 'normal'."


# Heat in the lesion and in the liver.


@sentence
def heat_in_lesion(share: float, chance: float) -> str:
    return (
        f"{share:.0%} of the heat lies in the lesion; spread evenly over the liver it would be "
        f"{chance:.1%}."
    )


@sentence
def heat_in_lesion_alone(share: float) -> str:
    return f"{share:.0%} of the heat lies in the lesion."


@sentence
def whole_liver_is_lesion() -> str:
    return "The mask calls the whole liver a lesion here, so any map in the liver would do."


@sentence
def heat_in_liver(share: float, chance: float) -> str:
    return (
        f"{share:.0%} of the heat lies in the liver; spread evenly over the body it would be "
        f"{chance:.0%}."
    )


@sentence
def whole_body_is_liver() -> str:
    return "The mask calls the whole body liver here, so any map in the body would do."


# Hottest point.


@sentence
def hottest_point_in_lesion() -> str:
    return "The hottest point lies in the lesion."


@sentence
def some_hottest_points_in_lesion(share: float) -> str:
    return f"{share:.0%} of the hottest points lie in the lesion."


@sentence
def hottest_point_near_lesion(distance_mm: float) -> str:
    return f"The hottest point lies {distance_mm:.0f} mm from the lesion: a near miss."


@sentence
def hottest_point_far_from_lesion(distance_mm: float) -> str:
    return f"The hottest point lies {distance_mm:.0f} mm away from the lesion."


@sentence
def lesion_too_large_to_miss(share_of_body: float) -> str:
    return f"The mask calls {share_of_body:.0%} of the body a lesion here, too much to miss."


# Deletion and insertion. A light is "green", "amber" or "red".


@sentence
def deletion_result(light: str, target: str, area: float, chance: float) -> str:
    effect = {
        "green": f"lowers {target} much faster than",
        "amber": f"lowers {target} a little faster than",
        "red": f"lowers {target} no faster than",
    }[light]
    return (
        f"Removing the hottest pixels first {effect} removing pixels at random (area {area:.2f}, "
        f"at random {chance:.2f}; lower is better)."
    )


@sentence
def deletion_unanswered(target: str, whole: float, empty: float) -> str:
    return (
        f"No answer: {target} is {whole:.2f} on the slice and {empty:.2f} without its detail, too "
        "small a fall to tell orders apart."
    )


@sentence
def insertion_result(light: str, target: str, area: float, chance: float) -> str:
    effect = {
        "green": f"restores {target} much faster than",
        "amber": f"restores {target} a little faster than",
        "red": f"restores {target} no faster than",
    }[light]
    return (
        f"Putting the hottest pixels back first {effect} putting pixels back at random (area "
        f"{area:.2f}, at random {chance:.2f}; higher is better)."
    )


@sentence
def insertion_unanswered(target: str, whole: float, empty: float) -> str:
    return (
        f"No answer: {target} is {whole:.2f} on the slice and {empty:.2f} without its detail, too "
        "small a rise to tell orders apart."
    )


# Infidelity, max-sensitivity, randomisation.


@sentence
def infidelity_result(light: str, unpredicted: float, chance: float) -> str:
    how_well = {
        "green": "predicts well",
        "amber": "partly predicts",
        "red": "predicts no better than even heat",
    }[light]
    return (
        f"The map {how_well} how the score changes when parts of the slice are removed "
        f"({unpredicted:.0%} stays unexplained, {chance:.0%} with even heat; lower is better)."
    )


@sentence
def infidelity_unanswered(change: float) -> str:
    return (
        "No answer: the score hardly changes when parts of the slice are removed "
        f"({change:.3f} logits)."
    )


@sentence
def sensitivity_result(light: str, change: float, radius_hu: float) -> str:
    effect = {
        "green": "hardly changes",
        "amber": "changes considerably",
        "red": "becomes a different one",
    }[light]
    return (
        f"The map {effect} under noise that no reader would see: by {change:.0%} at most, for "
        f"±{radius_hu:g} HU."
    )


@sentence
def randomisation_result(light: str, mean: float, last: float) -> str:
    how_far = {
        "green": "depends on",
        "amber": "depends only in part on",
        "red": "hardly depends on",
    }[light]
    return (
        f"The map {how_far} what the network has learnt: with weights randomised from the head "
        f"down it keeps a rank correlation of {mean:.2f} on average, {last:.2f} once all are "
        "random."
    )


@sentence
def no_weights_to_randomise() -> str:
    return "This model has no learnt weights of the kind that could be randomised."


@sentence
def no_heat_to_compare(target: str) -> str:
    return f"There is no heat for {target} on this slice to compare."


@sentence
def randomisation_without_effect() -> str:
    return "Randomising the weights does not change the score, so there is no answer."


# Errors.


@sentence
def unknown_measure(name: str, known: Iterable[str]) -> str:
    return f"There is no measure {name!r}: choose from {', '.join(known)}."


@sentence
def heatmap_of_another_slice(index: int, shape: tuple[int, ...]) -> str:
    return (
        f"The heatmap is of slice {index} with {shape} pixels, which this series does not have: "
        "explain a slice of this series."
    )


@sentence
def heatmap_without_field() -> str:
    return "The heatmap came without its values on the network's grid: explain the slice again."


@sentence
def mask_on_another_grid(mask: tuple[int, ...], ct: tuple[int, ...]) -> str:
    return f"The mask has {mask} pixels and the slice {ct}: give the mask on the CT's own grid."


@sentence
def measures_cancelled(done: int, total: int) -> str:
    return f"Cancelled after {done} of {total} steps."
