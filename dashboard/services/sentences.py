"""What the services say to people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from core.sentence import sentence

if TYPE_CHECKING:
    from core.pacs import Outcome


@sentence
def not_in_the_worklist(why: str) -> str:
    return f"The analysis is here, but not in the worklist. {why}"


@sentence
def outlines_are_kept(version: int) -> str:
    """`version` 0 for another reader's, which this one has not changed."""
    if not version:
        return "These outlines are another reader's; what you change is kept as yours."
    return f"Saved in the worklist, version {version}."


@sentence
def outlines_not_in_the_worklist(why: str) -> str:
    return f"Kept while this series is open, but not in the worklist. {why}"


@sentence
def outlines_do_not_fit() -> str:
    return (
        "The outlines that were kept are of other images than these, or of another version of "
        "LiverLens: run the analysis again."
    )


@sentence
def model_is_gone(name: str) -> str:
    return f"{name} is no longer among the models: choose another one and add it again."


@sentence
def weights_are_gone(model: str) -> str:
    return (
        f"{model}: the weights that made this analysis are no longer there: put them back, or "
        "analyse again with another model."
    )


@sentence
def read_blind(study: str) -> str:
    return (
        f'You read this series for "{study}" without knowing what a model says of it: submit it on '
        "the page Readers first."
    )


@sentence
def outlines_wait() -> str:
    return (
        "What you outlined could not be saved to the worklist yet, so the series is not read for "
        "another purpose until it is: draw once more, or reload the page."
    )


def queued_from_archive(n_new: int, model: str) -> str:
    return f"{n_new} series queued for {model}." if n_new else "Queued or done before."


@sentence
def link_names_many() -> str:
    return (
        "The number in this link contains * or ?, which stand for other characters: search for it "
        "here."
    )


# -- sending results -------------------------------------------------------------------------------


def sending_to(name: str) -> str:
    """The name of a job."""
    return f"Sending to {name}"


@sentence
def stored_in_archive(archive: str, found: Outcome) -> str:
    n, total = len(found.there), len(found.there) + len(found.missing)
    if not total:
        return f"Nothing was sent to {archive}: there is nothing to store."
    nouns = "object" if total == 1 else "objects"
    before = len(found.known)
    known = f", {before} of them from before" if before else ""
    if not found.missing:
        return f"{archive} has {_all(total)} {nouns}: {_in_words(found.there)}{known}."
    reasons = "; ".join(f"{_object(name)} ({reason})" for name, reason in found.missing)
    there = f": {_in_words(found.there)}{known}" if n else ""
    return (
        f"{archive} has {n} of {total} {nouns}{there}. Not there: {reasons}. Send again for the "
        "rest."
    )


@sentence
def archive_lacks_the_ct(archive: str) -> str:
    return f"{archive} does not have the images themselves: the results lie there without it."


@sentence
def stored_in_record_system(server: str, created: int, present: int) -> str:
    known = f", {present} were there from before" if present else ""
    return f"{server} has the results: {created} resources are new{known}."


@sentence
def sending_was_cancelled(to: str, was_storing: bool) -> str:
    if was_storing:
        return f"Sending to {to} was cancelled: what was stored until then stays there."
    return f"Sending to {to} was cancelled: nothing was sent."


#: Name of an object's file (`core.dicom_results`) -> what it is.
_OBJECTS = {
    "liverlens-seg.dcm": "outlines",
    "liverlens-sr.dcm": "measurements",
    "liverlens-report.dcm": "report",
    "liverlens-map.dcm": "heatmap",
}


def _object(name: str) -> str:
    number = name.removeprefix("liverlens-image-").removesuffix(".dcm")
    return _OBJECTS.get(name) or f"key image {number}"


def _in_words(names: tuple[str, ...]) -> str:
    """ "outlines, measurements, 3 key images" """
    counts = Counter(_OBJECTS.get(name, "key image") for name in sorted(names, key=_place))
    return ", ".join(
        word if word != "key image" else f"{n} key image{'' if n == 1 else 's'}"
        for word, n in counts.items()
    )


def _place(name: str) -> int:
    """As `core.dicom_results.KINDS` has them."""
    order = ("liverlens-seg.dcm", "liverlens-sr.dcm", "", "liverlens-report.dcm")
    return order.index(name) if name in order else 2 if name.startswith("liverlens-image") else 4


def _all(total: int) -> str:
    return "the" if total == 1 else f"all {total}"
