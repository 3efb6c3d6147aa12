"""What the Explain page says to people: errors, notices and the longer explanations."""

from __future__ import annotations

from core.sentence import sentence

#: Which outlines the heat is measured against, to end a sentence with.
OUTLINES_OF_THE_ANALYSIS = "the outlines of the analysis"
OUTLINES_OF_THE_SLICE = "the network's outlines of this slice alone"


@sentence
def no_model() -> str:
    return "There is no model to explain: see the Models page."


@sentence
def cancelled() -> str:
    return "Cancelled."


@sentence
def slice_was_cancelled(method: str) -> str:
    return f"{method} of this slice was cancelled."


# -- what a heatmap says --------------------------------------------------------------------------


@sentence
def what_a_heatmap_is() -> str:
    return (
        "A heatmap shows what the model used; it outlines no lesion and does not prove the reason "
        "good."
    )


@sentence
def heatmap_is_empty(number: int, target: str) -> str:
    return f"Slice {number}: no region moves the {target} score, the heatmap is empty."


@sentence
def red_raises_blue_lowers(number: int, target: str) -> str:
    return f"Slice {number}: red raises the {target} score, blue lowers it; D shows the size alone."


@sentence
def bright_pixels_move(number: int, target: str) -> str:
    return f"Slice {number}: bright pixels move the {target} score, up or down."


@sentence
def bright_regions_raise(number: int, target: str) -> str:
    return f"Slice {number}: bright regions raise the {target} score."


@sentence
def full_colour(value: str) -> str:
    return f"Full colour is the same on every slice: {value}."


@sentence
def full_colour_estimated(value: str, slices: int) -> str:
    return (
        f"Full colour: {value}, estimated from {slices} slice{'s' if slices > 1 else ''} until the "
        "series is measured."
    )


@sentence
def completeness(delta: float) -> str:
    return (
        f"The pixels sum to the score's difference from the baseline up to {delta:.2g} logits "
        "(convergence delta)."
    )


# -- how far to trust it --------------------------------------------------------------------------


@sentence
def no_test_has_an_answer() -> str:
    return "No test has an answer on this slice."


@sentence
def measured_against(mask: str) -> str:
    return f"Measured against {mask}. Green says only that this test found nothing against the map."


@sentence
def what_the_full_check_does(takes: str) -> str:
    return (
        "Removes pixels and puts them back, adds noise, and randomises the model's weights, each "
        f"time asking how the score and the map change. {takes}"
    )


# -- methods and settings -------------------------------------------------------------------------


@sentence
def no_settings() -> str:
    return "This method has no settings."


@sentence
def which_layer() -> str:
    return "Fine maps show where; deep maps show what, for their cells see more of the slice."


@sentence
def what_smoothgrad_does(samples: int) -> str:
    return (
        "Averages the maps of noisy copies of the slice (Smilkov et al. 2017); 0 for none, "
        f"{samples} to begin with. Takes that many times as long."
    )


# -- what it costs --------------------------------------------------------------------------------


@sentence
def cost_unknown() -> str:
    return "Not measured on this machine yet."


@sentence
def cost_of_a_test(duration: str) -> str:
    return f"About {duration} on this machine."


@sentence
def cost_when_it_ran(duration: str) -> str:
    return f"About {duration} on this machine, as last time."


@sentence
def cost_of_its_passes(duration: str) -> str:
    return f"About {duration} on this machine, from one pass that was timed."


# -- the whole series -----------------------------------------------------------------------------


@sentence
def only_grad_cam_for_all_slices() -> str:
    return "Grad-CAM can explain all slices at once; other methods go slice by slice."


@sentence
def all_slices_are_explained(n_slices: int) -> str:
    return f"All {n_slices} slices are explained: the overlay scrolls with the images."
