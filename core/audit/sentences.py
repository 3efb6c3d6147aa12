"""What the audit trail tells people."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def trail_not_writable(file: object, reason: object, variable: str) -> str:
    return (
        f"The audit trail {file} can't be written ({reason}): free some space or choose another "
        f"place with {variable}."
    )


@sentence
def trail_unreadable(file: object, reason: object) -> str:
    return f"The audit trail {file} can't be read ({reason}): check who may read it."


@sentence
def trail_damaged(file: object, line: int) -> str:
    return (
        f"{file}: line {line} is damaged or does not follow the line before it: compare the file "
        "with a copy of it."
    )


@sentence
def trail_cut_off(file: object, lines: tuple[int, ...]) -> str:
    which = f"line {lines[0]} was" if len(lines) == 1 else f"{len(lines)} lines were"
    numbers = "" if len(lines) == 1 else f" ({', '.join(map(str, lines))})"
    return (
        f"{file}: {which} cut off{numbers}, by a crash or a full disk: what was to be noted there "
        "is not known; all other lines follow each other."
    )


@sentence
def trail_end_missing(file: object) -> str:
    return (
        f"{file}: the entry that was written last is not at its end: lines were cut off or changed "
        "there. Compare the file with a copy of it."
    )


@sentence
def trail_longer(file: object) -> str:
    return (
        f"{file}: lines were added at its end, and not by this version of LiverLens: compare the "
        "file with a copy of it."
    )


@sentence
def trail_end_changed(end: object) -> str:
    return (
        f"{end} was changed, or sealed with another key: whether lines are missing at the end of "
        "the audit trail is not known. Compare the trail with a copy of it."
    )


@sentence
def trail_end_unknown(end: object) -> str:
    return (
        f"There is no {end}, which an older version did not write: lines that were cut off the end "
        "of the audit trail don't show. The next entry begins it."
    )


@sentence
def trail_end_since(number: int) -> str:
    return (
        f"The end of the audit trail is known since entry {number}: lines that were cut off just "
        "before it don't show."
    )


@sentence
def trail_off(variable: str) -> str:
    return f"The audit trail is turned off by {variable}: unset it to keep one."


@sentence
def does_not_follow(line: int) -> str:
    return f"(line {line} does not follow the line before it: it may have been put there)"
