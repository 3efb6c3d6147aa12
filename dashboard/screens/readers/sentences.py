"""What the Readers page says to people: notices and the longer explanations."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def what_a_study_is() -> str:
    return (
        "In a study several people read the same series, each for themselves: they outline, name "
        "and label. Then you see how far they agree, go through what they differ on, and get one "
        "outline to measure or to train with."
    )


@sentence
def what_a_study_needs() -> str:
    return (
        "Series that are open here or in the worklist, and people who join on this page: readers, "
        "and an arbiter if you want one. Blind readers see neither the model's results nor each "
        "other's until they have submitted."
    )


@sentence
def what_a_study_shows() -> str:
    return (
        "Who has read what, agreement on lesions, outlines and labels, every place on which they "
        "differ with the way to it, and a consensus outline."
    )


@sentence
def how_to_make_one() -> str:
    return (
        "Name a study, choose its series and what is asked. The manual's page Readers walks "
        "through one."
    )


@sentence
def nothing_to_choose_from() -> str:
    return "No series is open and the worklist is empty: open a series on the Review page first."


@sentence
def what_blind_means() -> str:
    return (
        "Until a reader has submitted a series, they see neither what a model says of it nor what "
        "the others say, on any page."
    )


@sentence
def who_can_join() -> str:
    return "Anyone who can open this page may join, until you close the study."


@sentence
def who_you_are_signed_out() -> str:
    return (
        "Nobody signs in here, so LiverLens knows you by this browser until it is closed: finish "
        "and submit in one sitting, or have people sign in."
    )


@sentence
def join_to_see() -> str:
    return "Join to read its series. Who has no role in a study sees nothing of what was read."


@sentence
def series_is_gone() -> str:
    return (
        "The images of this series are neither open here nor where they were when it was added: "
        "open them on the Review page, and they are recognised."
    )


@sentence
def submitted(n_left: int) -> str:
    if not n_left:
        return "Submitted. You have read every series of this study."
    return f"Submitted. {n_left} more to read."


@sentence
def what_submitting_does(is_blind: bool) -> str:
    after = " You then see what the others and the model say." if is_blind else ""
    return f"Your reading of this series counts, and stays as it is.{after}"


@sentence
def nothing_outlined_yet() -> str:
    return (
        "You have saved nothing of this series. Submit it if there is nothing to outline or label."
    )


@sentence
def agreement_comes_later(is_blind: bool) -> str:
    who = "you and another reader have" if is_blind else "two readers have"
    return f"Shown once {who} submitted the same series."


@sentence
def they_agree() -> str:
    return "The readers agree on everything that they submitted."


@sentence
def how_to_go_there() -> str:
    return "Click a row to see the place in Review."


@sentence
def what_majority_is() -> str:
    return (
        "A place is a lesion if more than half of the readers call it one. Its outline holds the "
        "voxels that more than half of those drew."
    )


@sentence
def what_staple_is() -> str:
    return (
        "As the majority, but each outline is weighed by how well its reader fits the others "
        "(STAPLE, Warfield 2004). It takes three readers who call the place a lesion; with fewer "
        "the majority's outline stands."
    )


@sentence
def what_an_arbiter_is() -> str:
    return "What the arbiter submitted, as it is."


@sentence
def start_from_the_majority() -> str:
    return (
        "Saves the readers' consensus as your own first version, to be corrected in Review. What "
        "is left open is not in it."
    )


@sentence
def started_from_the_majority() -> str:
    return "The consensus is your first version of this series: open it to correct it."


@sentence
def what_training_takes() -> str:
    return (
        "Trains on the readers' consensus, split by subject. Voxels that they leave open are "
        "ignored, and rejected findings are drawn more often as examples of what is no lesion. Run "
        "it on the computer that holds the images and the worklist."
    )


@sentence
def what_reading_next_is() -> str:
    return "Series of the worklist that are not in this study, the most worth reading first."


@sentence
def what_deleting_does() -> str:
    return (
        "The study and everything that was read in it are removed for good. Outlines that people "
        "made outside of it stay."
    )


@sentence
def series_added(n: int) -> str:
    return "1 series added to the study." if n == 1 else f"{n} series added to the study."
