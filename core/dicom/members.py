"""How many parts a gzip or bzip2 file is made of.

Either format may be several files one after another, and the standard library unpacks each in
Python, at some 30 µs: a million empty ones in 20 MB take half a minute.
"""

from __future__ import annotations

from collections.abc import Iterable

#: BGZF, which begins a part with every 64 kB, has fewer for all that an archive may hold.
MOST_MEMBERS = 100_000
#: How a part begins (RFC 1952, with its one method, deflate; and bzip2).
_MAGICS = (b"\x1f\x8b\x08", b"BZh")


def has_many_members(data: Iterable[bytes]) -> bool:
    """Whether bytes of a packed file, given in pieces, may be more than `MOST_MEMBERS` parts.

    What looks like a beginning is counted. In packed bytes, chance makes one in 16 million.
    """
    counts = dict.fromkeys(_MAGICS, 0)
    for piece in data:
        for magic in _MAGICS:
            counts[magic] += piece.count(magic)
        if max(counts.values()) > MOST_MEMBERS:
            return True
    return False
