"""What studies of readers say to people."""

from __future__ import annotations

from collections.abc import Iterable

from core.sentence import sentence


@sentence
def no_such_study(name: str) -> str:
    return f"There is no study {name}: the page Readers lists those there are."


@sentence
def study_without_name() -> str:
    return "A study needs a name: give it one."


@sentence
def study_name_too_long(length: int, longest: int) -> str:
    return f"The name has {length} letters, and a study's has {longest} at most: shorten it."


@sentence
def study_instructions_too_long(length: int, longest: int) -> str:
    return f"The instructions have {length:,} letters, and may have {longest:,}: shorten them."


@sentence
def study_name_taken(name: str) -> str:
    return f"There is a study {name} already: choose another name."


@sentence
def study_without_series() -> str:
    return "A study needs a series or more: choose which."


@sentence
def study_without_labels() -> str:
    return "A study asks for something: choose outlines, kinds or slices."


@sentence
def unknown_labels(names: Iterable[str], known: Iterable[str]) -> str:
    return f"Readers can't be asked for {', '.join(names)}: choose from {', '.join(known)}."


@sentence
def unknown_role(role: str, known: Iterable[str]) -> str:
    return f"{role!r} is no role in a study: join as {' or '.join(known)}."


@sentence
def has_an_arbiter(name: str) -> str:
    return f"{name} has an arbiter already, and takes only one: join as a reader."


@sentence
def has_another_role(name: str, role: str) -> str:
    return f"You are the {role} of {name} already: one person has one role in a study."


@sentence
def joining_is_closed(name: str) -> str:
    return f"{name} takes no more readers: ask whoever made it to open it again."


@sentence
def only_the_owner(name: str) -> str:
    return f"Only the person who made {name} may change it: ask them."


@sentence
def no_role_in_study(name: str) -> str:
    return (
        f"You have no role in {name}, so nothing was saved to it: join it on the page Readers, "
        "then save again."
    )


@sentence
def series_not_in_study(name: str) -> str:
    return f"This series is not part of {name}: open one that is from the page Readers."


@sentence
def submitted_already(name: str) -> str:
    return (
        f"You submitted this series in {name}, and have seen what others say: your reading stays "
        "as it was."
    )


@sentence
def nothing_to_submit() -> str:
    return (
        "Nothing of this series is saved yet: open it and read it first. If there is nothing to "
        "outline, open it and submit it from here."
    )


@sentence
def nobody_known() -> str:
    return (
        "LiverLens can't tell who you are, since your browser keeps no cookies for it: allow them, "
        "and reload the page."
    )
