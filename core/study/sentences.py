"""What a study with phases says to people: guesses and their sources, alignment, verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from core.sentence import sentence
from core.vocabulary.contrast import phase_title
from core.vocabulary.forms import decimals, words


def _phases(phases: Sequence[str]) -> str:
    """ "portal-venous or delayed" """
    return " or ".join(phase_title(phase).lower() for phase in phases)


# -- errors -----------------------------------------------------------------------------------


@sentence
def of_another_study() -> str:
    return (
        "The series are of different studies by their headers: phases are compared within one "
        "study, so choose series of one study."
    )


@sentence
def only_of_ct() -> str:
    return (
        "The input is MR: how lesions enhance is compared in CT alone, whose values have one scale "
        "in all series."
    )


@sentence
def no_liver_outlined() -> str:
    return "No liver is outlined in the analysed series: analyse another series of the study."


@sentence
def needs_phase_of_model(phases: Sequence[str]) -> str:
    return (
        f"No series of the study is {_phases(phases)} by its header: say which one the model is to "
        "analyse with --analyse UID."
    )


@sentence
def no_such_series(uid: str) -> str:
    return f"The study has no series {uid}: see the UIDs that `core phases` prints."


@sentence
def several_studies(count: int) -> str:
    return f"The input holds series of {count} studies: give the files of one study."


@sentence
def cancelled() -> str:
    return "Comparing the phases was cancelled."


@sentence
def one_phase_no_curve() -> str:
    return (
        "The study has one series that can be opened: one phase gives no curve, which needs two or "
        "more."
    )


# -- which phase ------------------------------------------------------------------------------


@sentence
def description_names(phase: str) -> str:
    return f"the description names it {phase_title(phase).lower()}"


@sentence
def seconds_after_bolus(seconds: float) -> str:
    when = "before" if seconds < 0 else "after"
    return f"{decimals(abs(seconds), 0)} s {when} the contrast agent began to flow (header)"


@sentence
def levels_fit(
    liver_hu: float | None,
    aorta_hu: float | None,
    spleen_hu: float | None,
    phases: Sequence[str],
) -> str:
    known = (("liver", liver_hu), ("aorta", aorta_hu), ("spleen", spleen_hu))
    found = [f"{name} {decimals(hu, 0)}" for name, hu in known if hu is not None]
    return f"{words(found)} HU fit {_phases(phases)}"


@sentence
def made_later(seconds: float) -> str:
    return f"made {decimals(seconds, 0)} s after a series with the same levels (header)"


@sentence
def made_before(seconds: float) -> str:
    return f"made {decimals(seconds, 0)} s before a series with the same levels (header)"


@sentence
def nothing_tells() -> str:
    return "the description, the times and the HU values don't show it"


@sentence
def sources_contradict() -> str:
    return "these contradict each other: say which phase it is"


@sentence
def several_phases(phases: Sequence[str]) -> str:
    return f"{_phases(phases)}: say which phase it is"


@sentence
def said_by_person(phase: str, guessed: str) -> str:
    if phase == guessed:
        return "you confirmed the guess"
    if not guessed:
        return "you said so; there was no guess"
    return f"you said so; the guess was {phase_title(guessed).lower()}"


# -- alignment --------------------------------------------------------------------------------


@sentence
def aligned(
    shift_mm: Sequence[float], turn_degrees: float, edge_mm: float | None, same_frame: bool
) -> str:
    shift = ", ".join(decimals(value, 1) for value in shift_mm)
    rest = (
        ""
        if edge_mm is None
        else (f" The liver's edge then lies {decimals(edge_mm, 1)} mm off (median).")
    )
    frame = "" if same_frame else " The headers name no common frame of reference."
    return (
        f"Aligned by the images around the liver: moved by {shift} mm (left, back, up), turned by "
        f"{decimals(turn_degrees, 1)}°.{rest}{frame}"
    )


@sentence
def moved_too_far(shift_mm: float, turn_degrees: float) -> str:
    return (
        f"Not aligned: the best fit would move the liver by {decimals(shift_mm, 0)} mm and turn it "
        f"by {decimals(turn_degrees, 0)}°, which breathing does not; nothing was carried over."
    )


@sentence
def edge_not_found(share: float) -> str:
    return (
        f"Not aligned: the liver's edge was found again at {decimals(100 * share, 0)} % of the "
        "places only; nothing was carried over."
    )


@sentence
def does_not_fit(edge_mm: float, limit_mm: float) -> str:
    return (
        f"Not aligned: the liver's edge lies {decimals(edge_mm, 1)} mm off (median; at most "
        f"{decimals(limit_mm, 0)} mm count as a fit); nothing was carried over."
    )


# -- verdict ----------------------------------------------------------------------------------


@sentence
def not_the_models_phase(phase: str, phases: Sequence[str]) -> str:
    return (
        f"Not assessable: {phase_title(phase).lower()}, and the model was measured in "
        f"{_phases(phases)} CT."
    )


@sentence
def phase_not_known(phases: Sequence[str]) -> str:
    return (
        f"Not assessable: the phase is not known, and the model was measured in {_phases(phases)} "
        "CT."
    )


@sentence
def not_analysed() -> str:
    return "Not analysed."
