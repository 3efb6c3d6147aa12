"""What the worklist says to people."""

from __future__ import annotations

from collections.abc import Iterable

from core.sentence import sentence


@sentence
def damaged_record(place: object) -> str:
    return (
        f"The worklist {place} can't be brought to this version, because a record in it is "
        "damaged: put a copy back from your backup; it is unchanged."
    )


@sentence
def unreadable_record(number: int) -> str:
    return (
        f"Record {number} of the worklist is damaged: remove it (`python -m core worklist remove "
        f"{number}`), or put a copy of the worklist back from your backup."
    )


@sentence
def unreadable_item(number: int) -> str:
    return (
        f"Series {number} of the queue is damaged: remove it (`python -m core worklist remove "
        f"--queue {number}`), or put a copy of the worklist back from your backup."
    )


@sentence
def no_version(place: object, table: str) -> str:
    return (
        f"The worklist {place} is damaged: it has a table {table} and no version; put a copy back "
        "from your backup."
    )


@sentence
def other_programs_file(place: object, table: str) -> str:
    return (
        f"The file {place} belongs to another program (it has a table {table}): choose another "
        "place with LIVERLENS_STORE."
    )


@sentence
def development_version(place: object, version: str) -> str:
    return (
        f"The worklist {place} was made before LiverLens was first released (its version is "
        f"{version}), and this program can't read it: export its records with the LiverLens that "
        "made it (`core worklist export`), then start a new store by moving this one away or "
        "choosing another place with LIVERLENS_STORE or DATABASE_URL; it is unchanged."
    )


@sentence
def newer_version(place: object, version: str, newest: str) -> str:
    return (
        f"The worklist {place} was made by a newer LiverLens (its version is {version}, this "
        f"program knows up to {newest}): update LiverLens, or choose another store with "
        "LIVERLENS_STORE."
    )


@sentence
def store_not_creatable(place: object, reason: object) -> str:
    return (
        f"The worklist {place} can't be created ({reason}): choose another place with "
        "LIVERLENS_STORE."
    )


@sentence
def no_psycopg() -> str:
    return (
        "PostgreSQL can't be used, because its driver psycopg is not installed: install what "
        "requirements.txt names."
    )


@sentence
def not_a_database_url(source: str, example: str) -> str:
    return (
        f"{source} is not the URL of a database: write it like {example}, or leave it unset to "
        "keep the worklist in a file."
    )


@sentence
def unknown_database(source: str, driver: str, example: str) -> str:
    return (
        f"{source} names {driver!r}, in which LiverLens can't keep a worklist: give a PostgreSQL "
        f"database like {example}, or leave it unset to keep the worklist in a file."
    )


@sentence
def key_unusable(path: object, reason: object, variable: str) -> str:
    return (
        f"{path}: the key of the pseudonyms can't be used ({reason}): restore the right file, or "
        f"set {variable}."
    )


@sentence
def key_too_short(source: str, length: int, shortest: int) -> str:
    return (
        f"{source}: the key of the pseudonyms has {length} characters and needs at least "
        f"{shortest}, such as `openssl rand -hex 32` prints."
    )


@sentence
def another_key(place: object, key_file: str) -> str:
    return (
        f"The worklist {place} was started with another key: restore its key in {key_file} or "
        "LIVERLENS_KEY, or choose another store."
    )


@sentence
def unknown_record(number: int) -> str:
    return f"There is no record {number} in the worklist: `worklist list` shows the numbers."


@sentence
def unknown_item(number: int) -> str:
    return f"There is no item {number} in the queue: `worklist list --queue` shows the numbers."


@sentence
def not_a_probability(name: str, value: float) -> str:
    return f"{name} is {value}: a probability lies between 0 and 1."


@sentence
def unknown_category(name: str, known: Iterable[str]) -> str:
    return f"{name!r} is not a category of a patient: choose one of {', '.join(known)}."


@sentence
def unknown_status(status: str, known: Iterable[str]) -> str:
    return f"{status!r} is not a status of a record: choose {' or '.join(known)}."


@sentence
def unknown_severity(known: Iterable[str]) -> str:
    return f"The severity of a caution must be one of {', '.join(known)}."


@sentence
def impossible_volume() -> str:
    return "The volumes and the burden of a record must be finite and not negative."


@sentence
def unknown_order(sort: str, known: Iterable[str]) -> str:
    return f"Records can't be sorted by {sort!r}: choose one of {', '.join(known)}."


@sentence
def negative_limit() -> str:
    return "A limit or an offset must not be negative."


@sentence
def unknown_ending(name: str, known: Iterable[str]) -> str:
    return f"{name}: give the file an ending that says its format, {' or '.join(known)}."


@sentence
def work_stopped() -> str:
    return "The work on the queue was stopped."


@sentence
def series_gone(path: str) -> str:
    return f"{path} no longer holds the series that was queued: add it again."


@sentence
def file_unreadable(reason: object) -> str:
    return f"A file can't be read: {reason}."


@sentence
def out_of_memory(n_slices: int) -> str:
    return (
        f"The series of {n_slices} slices needs more memory than there is: close other programs, "
        "or analyse a part of it."
    )


@sentence
def ended_too_often(attempts: int) -> str:
    return (
        f"The program was ended {attempts} times while it analysed this series: check that the "
        "machine has enough memory for it, then try it again alone."
    )


@sentence
def newer_outlines(newest: int, base: int) -> str:
    return (
        f"Your outlines of this series were saved elsewhere meanwhile (version {newest}; yours "
        f"began with version {base}), as in another tab: nothing was overwritten; load the newest "
        "version, or keep yours as the newest."
    )


@sentence
def no_outlines_before(base: int) -> str:
    return (
        f"The outlines that yours began with (version {base}) are no longer in the worklist, "
        "because someone removed them: save yours as new ones."
    )


@sentence
def damaged_outlines(place: object, version: int) -> str:
    return (
        f"The worklist {place} is damaged: version {version} of the outlines can't be read; put a "
        "copy back from your backup."
    )


@sentence
def no_count_of_days(variable: str, value: str, most: int) -> str:
    return f"{variable} is {value!r}: write a whole number of days from 1 to {most}, or off."
