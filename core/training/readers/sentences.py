"""What training from readers' annotations says to people."""

from __future__ import annotations

from core.sentence import around_reason, sentence


@sentence
def images_are_gone(subject: str) -> str:
    return (
        f"Subject {subject}: its images are no longer where they were when it was added: name "
        "their folder with --images."
    )


@around_reason
def series_left_out(reason: str, subject: str) -> str:
    return f"Subject {subject} is left out: {reason}"


@sentence
def nothing_to_train_on(study: str, why: str) -> str:
    return f"{study}: no series can be used for training: {why}"


@sentence
def too_few_subjects(study: str, n: int, fewest: int) -> str:
    return (
        f"{study}: {n} subjects can be used, and {fewest} are needed, so that training, "
        "validation and test each have one: have more series read."
    )


@sentence
def other_grid(subject: str) -> str:
    return (
        f"Subject {subject}: the outlines have another number of voxels than the images: name the "
        "folder of the images that were read with --images."
    )


@sentence
def kinds_are_merged(kinds: str) -> str:
    return (
        f"Kinds are merged into benign and malignant, which are the classes of the networks: "
        f"{kinds}. The column kind of the training file keeps them (`evaluate --by kind`)."
    )


@sentence
def ceiling(dice: float, n_pairs: int) -> str:
    return (
        f"The readers whose outlines it learned from agree with each other with a Dice of "
        f"{dice:.2f} on lesions ({n_pairs} pairs of outlines): a higher one on their cases can't "
        "be told from how readers differ."
    )


@sentence
def no_ceiling() -> str:
    return (
        "Fewer than two readers outlined lesions in the same series, so how far readers agree is "
        "not known, and neither is the ceiling of the figures."
    )


@sentence
def few_held_out(n: int) -> str:
    what = "1 subject is" if n == 1 else f"{n} subjects are"
    return f"{what} held out: too few for an interval."
