"""What agreement of readers says to people. Slices are counted from 1 here, as on the pages."""

from __future__ import annotations

from core.sentence import sentence

_ABOUT = {"looks": "how it looks", "kind": "what kind it is"}


@sentence
def too_few_readers(n: int) -> str:
    return f"Agreement needs two readers or more, and {n} can be compared: wait for the others."


@sentence
def shapes_differ() -> str:
    return (
        "The readers' outlines have different numbers of voxels, so they are of different images: "
        "open the series of the study and read it again."
    )


@sentence
def not_all_call_it_a_lesion(number: int, n_callers: int, n_readers: int) -> str:
    return f"Place {number}: {n_callers} of {n_readers} readers call it a lesion"


@sentence
def called_differently(number: int, about: str) -> str:
    return f"Place {number}: readers differ on {_ABOUT.get(about, about)}"


@sentence
def outlined_differently(number: int, dice: float) -> str:
    return f"Place {number}: two outlines share little (Dice {dice:.2f})"


@sentence
def slices_called_differently(first: int, last: int) -> str:
    where = f"Slice {first + 1}" if first == last else f"Slices {first + 1} to {last + 1}"
    return f"{where}: readers differ on the class"


@sentence
def what_kappa_means() -> str:
    return (
        "Kappa is agreement beyond chance, from -1 to 1: Cohen's (1960) for two readers, Fleiss' "
        "(1971) for three or more. Of places in the liver only those that a reader outlined are "
        "known, so chance agreement on the rest is not in it, and it can be low, or below 0, where "
        "readers agree often: read it beside the percent agreement."
    )
