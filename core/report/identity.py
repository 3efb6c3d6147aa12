"""Who the report is about: a pseudonym, or the name where it was asked for; never both ways."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.person_name import shown_name
from core.series import SeriesTags

UNNAMED = "not named"
REMOVED = "[removed]"
#: Latin parts of a name shorter than this are in many other words: they are removed only where
#: they are a word of their own, and a single letter stays.
SHORTEST = 3


@dataclass(frozen=True)
class Identity:
    """Words for the patient; where unnamed, it also clears the header's words of the patient."""

    #: What stands for the patient on every page.
    words: str
    #: From the header: what must not appear anywhere; empty where the name was asked for.
    secrets: tuple[str, ...] = ()

    def clear(self, text: str) -> str:
        """`text` without any of `secrets`: descriptions and file names may hold a name."""
        for secret in self.secrets:
            text = re.sub(_where(secret), REMOVED, text, flags=re.IGNORECASE)
        return text


def identity_of(tags: SeriesTags, *, include_name: bool, subject: str = "") -> Identity:
    """`subject`, a pseudonym, unless the name is to be on the report."""
    if include_name:
        words = dict.fromkeys(
            part for part in (shown_name(tags.patient_name), tags.patient_id.strip()) if part
        )
        return Identity(" · ".join(words) or "not stated in the file")
    return Identity(subject or UNNAMED, _secrets(tags))


def _secrets(tags: SeriesTags) -> tuple[str, ...]:
    """The longest first, so that no rest of a longer one is left."""
    parts = {part for part in re.split(r"[\^=\s,]+", tags.patient_name) if part}
    parts |= {tags.patient_name.strip(), tags.patient_id.strip()}
    # Letters of other scripts are names at any length.
    hidden = (p for p in parts if len(p) > 1 or not p.isascii())
    return tuple(sorted(hidden, key=lambda p: (-len(p), p)))


def _where(secret: str) -> str:
    """The pattern that finds it; an underscore parts words as a space does."""
    anywhere = re.escape(secret)
    if len(secret) >= SHORTEST or not secret.isascii():
        return anywhere
    return rf"(?<![^\W_]){anywhere}(?![^\W_])"
