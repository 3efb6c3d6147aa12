"""What the cautions tell people. The code of a caution is in `caution.CODES`; several sentences may
share one."""

from __future__ import annotations

from collections.abc import Sequence

from core.sentence import sentence
from core.vocabulary.forms import VOLUME, decimals, words


@sentence
def no_liver() -> str:
    return "No liver was found: the scores say nothing about this series."


@sentence
def other_modality(modality: str) -> str:
    return f"The series is of modality {modality}, not CT: the scores say nothing about it."


@sentence
def no_negative_value() -> str:
    return (
        "No value is negative, although air and fat are in Hounsfield units: this may not be a "
        "CT, or it was cut to a window, and the scores say nothing about it."
    )


_NO_HU = "so they are no Hounsfield units, and the scores say nothing."


@sentence
def values_beyond_scale(hu: float) -> str:
    return (
        f"The values reach {decimals(hu, 0)}, above all that a scanner gives, as where negative "
        f"values were written as positive ones, or bytes swapped: {_NO_HU}"
    )


@sentence
def values_without_range(spread: float) -> str:
    return (
        f"All values lie within {decimals(spread, 1)}, less than fat and soft tissue are apart: "
        f"{_NO_HU}"
    )


@sentence
def body_off_scale(hu: float) -> str:
    return (
        f"The body lies at {decimals(hu, 0)} (median), where no tissue does, as with a rescale "
        f"that is missing or wrong: {_NO_HU}"
    )


@sentence
def air_off_scale(hu: float) -> str:
    usual = decimals(-1000, 0)
    return f"The air around the body lies at {decimals(hu, 0)}, not near {usual}: {_NO_HU}"


@sentence
def slices_off_scale(count: int, n_slices: int) -> str:
    return (
        f"On {count} of {n_slices} slices the values are far above those of tissue, as with a "
        f"rescale that is missing there: {_NO_HU}"
    )


@sentence
def sizes_implausible() -> str:
    return (
        "No image of a liver has the sizes that the header gives: lengths, areas and volumes can't "
        "be trusted, and the scores say nothing."
    )


@sentence
def organ_off_scale(organ: str, hu: float) -> str:
    return f"The {organ} lies at {decimals(hu, 0)} (median), which none has: {_NO_HU}"


@sentence
def partial_liver(ends: Sequence[str]) -> str:
    """Ends: "upper", "lower" or both."""
    return (
        f"The liver reaches the {' and the '.join(ends)} end of the series: only the part inside "
        "was assessed."
    )


@sentence
def gap_in_liver(missing_mm: float) -> str:
    return (
        f"Slices are missing within the liver ({decimals(missing_mm, 0)} mm in all): only the part "
        "on the others was assessed."
    )


@sentence
def other_body_part(named: str) -> str:
    return (
        f"The header says that the series shows another part of the body ({named}): the scores "
        "say nothing about it."
    )


@sentence
def other_thickness(own_mm: float, least_mm: float, most_mm: float) -> str:
    return (
        f"The slices are {decimals(own_mm, 1)} mm thick, and the model was measured at "
        f"{decimals(least_mm, 1)} to {decimals(most_mm, 1)} mm: nobody knows how well it works "
        "here."
    )


@sentence
def other_kernel(named: str, measured: Sequence[str]) -> str:
    return (
        f"The kernel is {named}, and the model was measured at {words(measured)}: nobody knows how "
        "well it works here."
    )


@sentence
def implausible_volume(liver_ml: float) -> str:
    return (
        f"The liver that was found measures {VOLUME.text(liver_ml)} mL, which is unusual: check "
        "its contour before reading the scores."
    )


@sentence
def cut_lesion(ids: Sequence[int]) -> str:
    if len(ids) == 1:
        return f"Lesion {ids[0]} is cut by the edge of the volume: its size is a lower bound."
    return (
        f"Lesions {words(ids[:-1])} and {ids[-1]} are cut by the edge of the volume: their sizes "
        "are lower bounds."
    )


@sentence
def single_slice() -> str:
    return "The series has a single slice: volumes and the patient's score are based on it alone."


@sentence
def thick_slices(thickest_mm: float) -> str:
    return (
        f"The slices are {decimals(thickest_mm, 1)} mm thick, or as far apart: lesions under "
        f"{decimals(2 * thickest_mm, 0)} mm can be blurred or missed, and are not measurable by "
        "RECIST 1.1."
    )


@sentence
def metal(ml: float, limit_hu: float) -> str:
    return (
        f"There is metal on the liver's slices ({VOLUME.text(ml)} mL above "
        f"{decimals(limit_hu, 0)} HU): streaks from it can look like lesions or hide them."
    )


@sentence
def noise(sd_hu: float) -> str:
    return (
        f"The image is grainy ({decimals(sd_hu, 0)} HU in the liver), as with a sharp kernel or a "
        "low dose: faint lesions can't be told from noise."
    )


@sentence
def noise_beyond(own_hu: float, seen_hu: float, limit_hu: float) -> str:
    """Own: on the CT's pixels; seen: on the model's, where its limit was measured."""
    return (
        f"The image is grainier than the model was measured at ({decimals(own_hu, 0)} HU in the "
        f"liver; {decimals(seen_hu, 1)} HU on the model's pixels, measured up to "
        f"{decimals(limit_hu, 1)} HU): faint lesions can't be told from noise."
    )


@sentence
def lesions_though_normal(count: int) -> str:
    found = "1 lesion was outlined" if count == 1 else f"{count} lesions were outlined"
    return f"{found} although the slice scores say normal: look at each one."


@sentence
def no_lesion_though(category: str) -> str:
    return (
        f"The slice scores say {category} although no lesion was outlined: look at the most "
        "suspicious slices."
    )


_TRAINED_ON = "the shipped models have learnt lesions in portal-venous CT only."


@sentence
def non_contrast(organ: str, organ_hu: float, liver_hu: float, header_names_agent: bool) -> str:
    despite = ", although the header names a contrast agent" if header_names_agent else ""
    return (
        f"With the {organ} at {decimals(organ_hu, 0)} HU and the liver at {decimals(liver_hu, 0)} "
        f"HU, this looks like CT without contrast agent{despite}: {_TRAINED_ON}"
    )


@sentence
def arterial(organ: str, organ_hu: float, liver_hu: float) -> str:
    return (
        f"With the {organ} at {decimals(organ_hu, 0)} HU and the liver at {decimals(liver_hu, 0)} "
        f"HU, this looks like an arterial phase: {_TRAINED_ON}"
    )


@sentence
def dark_liver(organ: str, organ_hu: float, liver_hu: float) -> str:
    return (
        f"The liver is at {decimals(liver_hu, 0)} HU (median) although the {organ} is enhanced "
        f"({decimals(organ_hu, 0)} HU), as in another phase or a fatty liver: {_TRAINED_ON}"
    )


@sentence
def unclear_phase(liver_hu: float, header_names_agent: bool) -> str:
    cause = "" if header_names_agent else "no contrast agent (the header names none), "
    return (
        f"The liver is at {decimals(liver_hu, 0)} HU (median), which suggests {cause}an arterial "
        f"phase or a fatty liver: {_TRAINED_ON}"
    )
