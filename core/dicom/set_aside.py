"""The package's own signal that one file (or archive member, or slice) can't be used."""

from __future__ import annotations


class SetAside(Exception):
    """One file is left out and the rest goes on; `str()` is the reason, a phrase for a person.

    Never leaves `core.dicom`: it becomes an `Exclusion`, a warning, or part of an `InputError`.
    """


class UnsafeArchive(SetAside):
    """A whole zip is refused; becomes an `ArchiveError` if nothing else could be opened."""
