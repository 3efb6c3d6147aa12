"""What the model menu, and the speeds elsewhere, say to people."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def most_lesions_found() -> str:
    return "most lesions found"


@sentence
def fewest_false_alarms() -> str:
    return "fewest false alarms"


@sentence
def best_lesion_outlines() -> str:
    return "best lesion outlines"


@sentence
def fastest_here() -> str:
    return "fastest here"


@sentence
def lesions_found(n_found: str, n_lesions: str) -> str:
    return f"{n_found} of {n_lesions} lesions found"


@sentence
def false_alarms(n_alarms: str, n_slices: str) -> str:
    return f"false alarms on {n_alarms} of {n_slices} slices"


@sentence
def not_measured_on_test_subjects() -> str:
    return "not measured on test subjects"


@sentence
def of_the_test_subjects(whom: str) -> str:
    return (
        f"Lesions and alarms: on test subjects ({whom}), by the models' cards. A false alarm is a "
        "lesion outlined on a slice that has none. Times: on this machine, with whatever else it "
        "was doing."
    )


@sentence
def of_each_cards_test_subjects() -> str:
    return (
        "Lesions and alarms: by the models' cards, which were not all measured on the same test "
        "subjects. A false alarm is a lesion outlined on a slice that has none. Times: on this "
        "machine, with whatever else it was doing."
    )


@sentence
def not_timed_here() -> str:
    return "not timed here yet"


@sentence
def ms_here(ms: str) -> str:
    return f"{ms} ms per slice here"


@sentence
def by_the_card() -> str:
    return "by its card"


@sentence
def speed_by_the_card() -> str:
    return "As the card states; not measured here."


@sentence
def speed_measured_in(n_analyses: int, slices: str, engine: str) -> str:
    if not n_analyses:
        return f"Timed here on {slices}, {engine}."
    analyses = "an analysis" if n_analyses == 1 else f"{n_analyses} analyses"
    return f"Measured here in {analyses} of {slices}, {engine}."
