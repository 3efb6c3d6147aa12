"""Files that a computer leaves beside others, and that look like them by their names."""

from __future__ import annotations

from core.dicom import sentences
from core.dicom.set_aside import SetAside

#: AppleDouble (RFC 1740): what macOS can't keep on a foreign disk, as `._NAME` beside `NAME`.
_APPLE_DOUBLE_MAGIC = b"\0\5\x16\7"


def refuse_side_file(name: str, head: bytes) -> None:
    """Raises SetAside for a file of macOS that belongs to the one beside it.

    Servers that don't know what it holds keep its name and blank bytes.
    """
    if name.startswith("._") and (head.startswith(_APPLE_DOUBLE_MAGIC) or not head.strip(b"\0")):
        raise SetAside(sentences.files.macos_side_file())
