"""A short stand-in for the patient's name, so that nothing on a page says who it is."""

from __future__ import annotations

import hashlib
import secrets

from core.series import SeriesTags

#: Drawn anew with each start of the server: the same patient reads the same until then, and
#: nobody can look a name up by hashing guesses.
_KEY = secrets.token_bytes(32)


def pseudonym(tags: SeriesTags) -> str:
    """`"Subject 3f9a21"`: a keyed hash of the patient's ID and name, or `"Subject unnamed"`."""
    identity = f"{tags.patient_id}\0{tags.patient_name}"
    if not identity.strip("\0 "):
        return "Subject unnamed"
    return f"Subject {hashlib.blake2b(identity.encode(), key=_KEY, digest_size=3).hexdigest()}"


def person(tags: SeriesTags, show_name: bool) -> str:
    """The patient's name as the header has it if it was asked for, otherwise the pseudonym."""
    if not show_name:
        return pseudonym(tags)
    # DICOM separates the parts of a name with carets (PS3.5 6.2.1.1).
    name = ", ".join(part for part in tags.patient_name.split("^") if part.strip())
    # Anonymised series often carry one code in both places.
    parts = dict.fromkeys(part for part in (name, tags.patient_id) if part)
    return " · ".join(parts) or pseudonym(tags)
