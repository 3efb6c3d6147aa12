"""What the report tells its reader, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence

from core.annotation.sentences import CORRECTED
from core.sentence import sentence

# -- verdict --------------------------------------------------------------------------------------


@sentence
def read_with_cautions(count: int) -> str:
    return f"to be read with {'the caution' if count == 1 else f'the {count} cautions'} below"


@sentence
def not_assessable(reasons: str) -> str:
    return (
        f"The model can't tell: {reasons}. The scores below are outside the model's reach and say "
        "nothing about the patient."
    )


@sentence
def outside(sizes_too: bool = False) -> str:
    """Sizes too: whether those of the image are wrong."""
    sizes = " Lengths, areas and volumes can't be trusted." if sizes_too else ""
    return f"Outside the model's reach: only to be looked at.{sizes}"


@sentence
def sizes_untrusted() -> str:
    return "No image of a liver has such sizes: lengths and areas can't be trusted."


@sentence
def rule_and_thresholds(method: str, thresholds: str) -> str:
    return f"Rule: {method}. {thresholds}"


@sentence
def thresholds(named: str) -> str:
    """Named: "malignant 0.50, benign 0.50, normal 0.50"."""
    return f"Thresholds: {named}."


@sentence
def what_the_interval_is() -> str:
    return (
        "The thin line on a bar runs from the lowest to the highest answer under small changes of "
        "the image: how steady the model is, not how right."
    )


@sentence
def no_interval() -> str:
    return "No interval was asked for."


# -- correction -----------------------------------------------------------------------------------


@sentence
def named_finding(number: int, kind: str, certainty: str, note: str) -> str:
    return f"Lesion {number}: {kind.lower()}, {certainty.lower()}.{_note(note)}"


@sentence
def rejected_finding(number: int, what: str, is_from_model: bool, note: str) -> str:
    whose = "of the model " if is_from_model else ""
    return f"Finding {number} {whose}is no lesion: {what.lower()}.{_note(note)}"


def _note(note: str) -> str:
    return f" {note}" if note else ""


# -- letters --------------------------------------------------------------------------------------

#: Letters named in one sentence.
MOST_LETTERS = 6


@sentence
def letters_without_font(letters: Sequence[str]) -> str:
    """`letters` as "U+738B CJK UNIFIED IDEOGRAPH-738B"."""
    more = len(letters) - MOST_LETTERS
    named = ", ".join(letters[:MOST_LETTERS]) + (f" and {more} more" if more > 0 else "")
    count = "1 letter" if len(letters) == 1 else f"{len(letters)} letters"
    return (
        f"No font of this computer has {count} of this report: {named}. In their places stand "
        "their Unicode numbers. Install a font that has them, Noto Sans for example, and make the "
        "report again."
    )


# -- cautions -------------------------------------------------------------------------------------


@sentence
def no_caution() -> str:
    return (
        "None was raised. That does not prove that the series is good: only the checks that the "
        "documentation lists were made."
    )


@sentence
def found_while_reading() -> str:
    return "Found while the files were read:"


@sentence
def more_of_this_kind(count: int) -> str:
    return f"And {count} more of this kind."


# -- findings -------------------------------------------------------------------------------------


@sentence
def no_liver() -> str:
    return "No liver was outlined, so nothing can be said about lesions."


@sentence
def how_slices_count(first: str) -> str:
    """First: of `core.vocabulary.slices.SLICE_ONE_IS`."""
    return f"Slices count from 1, {first}."


@sentence
def liver_outlined(volume: str, slices: str, n_slices: int) -> str:
    return f"Liver: {volume}, lesions included, outlined on {slices} of {n_slices}."


@sentence
def no_lesion() -> str:
    return "No lesion was outlined. Lesions of a few millimetres and isodense ones are missed."


@sentence
def lesions_outlined(count: int, by_class: str, volume: str, burden: str) -> str:
    found = "1 lesion was" if count == 1 else f"{count} lesions were"
    return f"{found} outlined ({by_class}), {volume} in all, {burden} of the liver."


@sentence
def one_lesion(number: int, looks: str, is_cut: bool, said: str) -> str:
    cut = ", cut by the edge of the volume" if is_cut else ""
    return f"Lesion {number}, {looks}{cut}: {said}."


@sentence
def smaller_lesions(count: int) -> str:
    return f"{count} smaller {'one is' if count == 1 else 'ones are'} in the table."


@sentence
def highest_slice(title: str, p: str, number: str) -> str:
    return f"Highest {title} of a slice with liver: {p}, on slice {number}."


# -- chart ----------------------------------------------------------------------------------------


@sentence
def how_to_read_the_chart(first_mm: str, last_mm: str) -> str:
    return (
        "p(malignant), p(benign): the model's probabilities for each slice; areas as shares of the "
        "liver's largest. Triangles: the slices of the key images, by number. Positions along the "
        f"patient: {first_mm} to {last_mm} mm."
    )


@sentence
def what_is_shaded(n_views: int) -> str:
    return f"Shaded: lowest to highest under {n_views} small changes of the image."


# -- key images -----------------------------------------------------------------------------------


@sentence
def which_slices() -> str:
    return "For each of the largest lesions, the slice with the highest score for its class."


@sentence
def lesions_without_image(count: int) -> str:
    which = "1 smaller lesion has" if count == 1 else f"{count} smaller lesions have"
    return f"{which} no image of {'its' if count == 1 else 'their'} own."


def seen_from(plane: str) -> str:
    """How the slices of a plane lie in the pictures."""
    return {
        "axial": "seen from the feet, R is the patient's right",
        "coronal": "seen from the front, R is the patient's right",
        "sagittal": "seen from the patient's left, the front is on the left",
    }[plane]


@sentence
def how_greyed_images_are_shown(width: str, level: str, seen: str, whose: str) -> str:
    """Level: with its unit. Seen: `seen_from`."""
    return (
        f"Window {width}, level {level}; {seen}. Contours "
        f"are {whose}, all grey because the series is outside the model's reach; numbers as in the "
        "table."
    )


def whose_contours(is_corrected: bool) -> str:
    return CORRECTED if is_corrected else "the model's"


@sentence
def how_images_are_shown(
    width: str, level: str, seen: str, benign: str, malignant: str, whose: str
) -> str:
    """Level: with its unit. Seen: `seen_from`. Whose: `whose_contours`."""
    return (
        f"Window {width}, level {level}; {seen}. Contours "
        f"are {whose}: green liver, blue {benign}, red {malignant}; numbers as in the table."
    )


@sentence
def what_a_heatmap_is() -> str:
    return (
        "A heatmap (Grad-CAM) shows what the model weighed for a score; it outlines no lesion and "
        "does not prove that the reason is good."
    )


@sentence
def heatmaps_not_asked() -> str:
    return "Heatmaps were left out on request."


@sentence
def no_heatmaps(reason: str) -> str:
    return f"No heatmaps: {reason}"


# -- lesions, rules, model ------------------------------------------------------------------------


@sentence
def no_lesion_for_the_table() -> str:
    return "No lesion was outlined."


@sentence
def what_columns_mean(explained: str) -> str:
    return f"{explained} – means: can't be assessed."


@sentence
def who_measured() -> str:
    return (
        "Measured by the reader in the viewer, not by the model. Of a region: mean ± standard "
        "deviation, lowest to highest, and area."
    )


@sentence
def how_rules_work(thresholds: str, calibration: str) -> str:
    """Calibration: what the card says of it, or ""."""
    more = f" Calibration: {calibration}" if calibration else ""
    return (
        f"{thresholds} The first of them that is reached names the patient, in this order; none "
        "reached, or no liver, is indeterminate. Where rules disagree, the answer rests on few "
        f"slices or on small lesions: look at those slices.{more}"
    )


@sentence
def what_figures_are() -> str:
    return (
        "The figures are for single slices, as the network gives them; they don't include what an "
        "analysis adds in three dimensions."
    )
