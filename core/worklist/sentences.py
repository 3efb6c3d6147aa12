"""What the worklist says to people."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def damaged_record(place: object) -> str:
    return (
        f"The worklist {place} can't be brought to this version, because a record in it is "
        "damaged: put a copy back from your backup; it is unchanged."
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
