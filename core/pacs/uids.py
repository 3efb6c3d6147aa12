"""UIDs from outside: what is one, and the name of the file of one."""

from __future__ import annotations

import hashlib
import re

MAX_LENGTH = 64
#: PS3.5 9.1, but for leading zeros in a component, which real archives hold.
_UID = re.compile(r"[0-9]+(\.[0-9]+)+")
#: Hexadecimal digits of a name: 128 bits.
_DIGITS = 32


def is_uid(text: str) -> bool:
    """Digits and dots only, at most 64 of them."""
    return len(text) <= MAX_LENGTH and _UID.fullmatch(text) is not None


def name_of(*uids: str) -> str:
    """A file name that stands for these UIDs: hexadecimal digits, whatever the UIDs hold."""
    return hashlib.sha256("\0".join(uids).encode("utf-8", "surrogateescape")).hexdigest()[:_DIGITS]
