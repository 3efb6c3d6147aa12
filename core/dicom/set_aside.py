"""The package's own signal that one file (or archive member, or slice) can't be used."""

from __future__ import annotations

from core.sentence import Sentence


class SetAside(Exception):
    """One file is left out and the rest is read; `reason` is a phrase for a person.

    Never leaves `core.dicom`: it becomes an `Exclusion`, a warning, or part of an `InputError`.
    """

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason)
        self.reason = reason


class UnsafeArchive(SetAside):
    """A whole zip is refused; becomes an `ArchiveError` if nothing else can be opened."""
