"""Patients' names and the character set that the file states for them."""

from __future__ import annotations

from collections.abc import Callable

from core.dicom import MemoryFile
from core.dicom.headers import quiet_pydicom
from tools.conditions.condition import READ, WARNED, Condition, named
from tools.conditions.slices import COUNT, stack
from tools.mock_dicom.mock_slice import PATIENT_NAME, to_bytes

#: As long as the name of `ct_slice`, so that bytes can be exchanged.
_ROOM = len(PATIENT_NAME)


def called(name: bytes, charset: str | None) -> Callable[[], list[MemoryFile]]:
    """A series whose name is these bytes, at most eight of them."""
    if len(name) > _ROOM:
        raise ValueError(f"the name needs more than {_ROOM} bytes")
    changes = {} if charset is None else {"SpecificCharacterSet": charset}

    def made() -> list[MemoryFile]:
        old, new = PATIENT_NAME.encode(), name.ljust(_ROOM)
        with quiet_pydicom():
            return named([to_bytes(ds).replace(old, new) for ds in stack(**changes)])

    return made


def _case(what: str, name: bytes, charset: str | None, *codes: str) -> Condition:
    return Condition(what, called(name, charset), WARNED if codes else READ, codes, (COUNT,))


CONDITIONS = (
    _case("Chinese, UTF-8", "王^小".encode(), "ISO_IR 192"),
    _case("Chinese, GB18030", "王^小东".encode("gb18030"), "GB18030"),
    _case("Japanese, escape sequences, announced", b"\x1b$B;3\x1b(B", "\\ISO 2022 IR 87"),
    _case("Japanese, escape sequences, not announced", b"\x1b$B;3\x1b(B", None),
    _case("Cyrillic, ISO 8859-5", "Иван".encode("iso8859-5"), "ISO_IR 144"),
    _case("UTF-8 that is labelled Latin-1, or not labelled", "Jürgen".encode(), "ISO_IR 100"),
    _case("A misspelt character set", "Jürgen".encode(), "ISO_IR192"),
    _case("Letters, no character set", b"J\xfcrgen", None, "name_without_character_set"),
    _case(
        "Letters that the stated set hasn't",
        b"J\xfcrgen",
        "ISO_IR 192",
        "name_not_in_character_set",
    ),
    _case(
        "A character set that nobody knows",
        b"J\xfcrgen",
        "LATIN-ONE",
        "name_in_unknown_character_set",
    ),
)
