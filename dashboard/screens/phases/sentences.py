"""What the Phases page says to people."""

from __future__ import annotations

from collections.abc import Sequence

from core.sentence import sentence
from core.vocabulary.contrast import phase_title


@sentence
def what_the_page_is_for() -> str:
    return (
        "The passes of one study side by side, on the same place of the liver although the patient "
        "breathed in between."
    )


@sentence
def what_it_needs(most: int) -> str:
    return (
        f"Two to {most} CT series of one study, such as unenhanced, arterial, portal-venous and "
        "delayed. The model outlines one of them; the others are aligned to it."
    )


@sentence
def what_it_shows() -> str:
    return (
        "Which series is which phase and why, each lesion in all of them, its HU by phase against "
        "liver and aorta, and enhancement and washout as numbers."
    )


@sentence
def drop_the_whole_study() -> str:
    return (
        "Drop the study's folder or a zip of it on this page, or open its series one by one. The "
        "manual's page Studies with phases says more."
    )


@sentence
def only_of_ct() -> str:
    return (
        "This page follows how lesions enhance through the passes of a CT study, whose values have "
        "one scale. The signal of MR has a scale of its own in every series: look at them one by "
        "one."
    )


@sentence
def how_to_begin() -> str:
    return (
        "One phase gives no curve. Open the other series of the study too, all in one drop or one "
        "folder, and they appear here."
    )


@sentence
def one_phase_guessed(phase: str, why: str) -> str:
    return f"This series looks {phase_title(phase).lower()}: {why}."


@sentence
def one_phase_not_known(why: str) -> str:
    return f"Its phase is not known: {why}."


@sentence
def no_study_uid() -> str:
    return "Its header names no study, so no other series can belong to it."


@sentence
def no_model() -> str:
    return "There is no model to outline the liver with: see the Models page."


@sentence
def read_blind_left_out(count: int) -> str:
    if count == 1:
        return "1 series of the study is left out, since you read it blind."
    return f"{count} series of the study are left out, since you read them blind."


@sentence
def verdict_of(phase: str, verdict: str, model_name: str) -> str:
    return (
        f"{verdict} by {model_name}, from the {phase_title(phase).lower()} series alone. The model "
        "was not asked about the others."
    )


@sentence
def pick_series(most: int) -> str:
    return f"Pick two series or more, at most {most}."


@sentence
def open_images(count: int) -> str:
    return "Open the images" if count == 1 else f"Open the images of {count} series"


@sentence
def images_not_open(names: Sequence[str]) -> str:
    return f"Not open yet: {', '.join(names)}."


@sentence
def cannot_be_opened(name: str, why: str) -> str:
    return f"{name}: {why}"


@sentence
def needs_outlines(name: str) -> str:
    return (
        f"The model outlines the liver and its lesions in one series, {name}; the outlines are "
        "then carried over to the others, which are not analysed."
    )


@sentence
def analyse(name: str) -> str:
    return f"Analyse {name}"


@sentence
def try_again() -> str:
    return "Try again"


@sentence
def how_they_move() -> str:
    return (
        "Scroll, zoom or pan in one, and the others show the same place in the liver. Linked (/) "
        "lets each move by itself. Outlines marked as carried over were not made in that series."
    )


@sentence
def outlined_by_model() -> str:
    return "by the model"


@sentence
def outlined_by_reader() -> str:
    return "by the model, corrected by a reader"


@sentence
def carried_over(phase: str) -> str:
    return f"carried over from {phase_title(phase).lower()}"


@sentence
def carried_over_from_other() -> str:
    return "carried over"


@sentence
def not_carried_over() -> str:
    return "not aligned"


@sentence
def no_lesion() -> str:
    return "No lesion is outlined: the curves are those of liver and aorta."


@sentence
def phase_twice(phases: Sequence[str]) -> str:
    named = " and ".join(phase_title(phase).lower() for phase in phases)
    return (
        f"Two series are taken for {named}: the numbers that need it are left out until you say "
        "which one it is."
    )


@sentence
def phases_unknown(count: int) -> str:
    series = "1 series is" if count == 1 else f"{count} series are"
    return (
        f"The phase of {series} not known: say it below the image. The curve shows the HU; numbers "
        "that need the phase are left out."
    )


@sentence
def what_the_numbers_are(least_hu: float) -> str:
    return (
        "HU are means of the lesion's core (2 mm inside its edge and without its end slices, or "
        "all of it where it is too small) and of the liver 5 mm inside its edge, without lesions "
        "and vessels. Fall: (lesion − liver) in the arterial phase less the same later. Relative "
        "washout: 100 × (arterial − later) ÷ arterial; absolute: 100 × (arterial − later) ÷ "
        f"(arterial − unenhanced), from {least_hu:.0f} HU of enhancement on. The formulas are "
        "those of adrenal CT (Korobkin, AJR 1998;170:747; Caoili, Radiology 2002;222:629); their "
        "limits don't hold for the liver. These are numbers, not a category."
    )


@sentence
def found_in_one_phase() -> str:
    return (
        "Lesions are those found in the outlined series: one that shows only in another phase is "
        "not here."
    )
