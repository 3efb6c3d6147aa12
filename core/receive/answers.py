"""What a sender is answered for each file: the same numbers by C-STORE and by STOW."""

from __future__ import annotations

from collections.abc import Callable

from core.receive.part import AnotherUnderUidError, NoRoomError

#: PS3.4 B.2.3, PS3.7 C and PS3.18 I.2.2. "Stored" stands for on the disk.
STORED, NO_ROOM, MISMATCH, NOT_UNDERSTOOD = 0x0000, 0xA700, 0xA900, 0xC000
DUPLICATE, FAILED = 0x0111, 0x0110
CLASS_NOT_TAKEN, SYNTAX_NOT_TAKEN = 0x0122, 0xC122


def answer_of(step: Callable[[], object]) -> int:
    """The status after a step that keeps a file."""
    try:
        step()
    except NoRoomError:
        return NO_ROOM
    except AnotherUnderUidError:
        return DUPLICATE
    except OSError:
        return FAILED
    return STORED
