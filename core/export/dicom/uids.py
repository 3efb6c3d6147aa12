"""UIDs that follow from what they name."""

from __future__ import annotations

import uuid

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "liverlens/annotation")


def derived_uid(*parts: object) -> str:
    """A UID that is the same for the same parts: `2.25.` and a UUID as a number (PS3.5 B.2)."""
    name = "\0".join(map(str, parts))
    return f"2.25.{uuid.uuid5(_NAMESPACE, name).int}"
