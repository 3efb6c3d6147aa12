"""Stand-ins for patients and series: keyed hashes that nobody without the key can look up.

HMAC (RFC 2104) with SHA-256. A plain hash would not do: patient numbers are few enough to hash
them all and compare.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.series import SeriesTags

if TYPE_CHECKING:  # imported where something is sealed
    from cryptography.fernet import Fernet

#: Hexadecimal digits of a pseudonym: 64 bits, at which a million patients share one by chance in
#: one of 37 million stores.
PSEUDONYM_DIGITS = 16


@dataclass(frozen=True)
class PatientKey:
    """The secret of one store. With another key the same patient has another pseudonym."""

    secret: bytes = field(repr=False)

    def pseudonym(self, tags: SeriesTags, series_uid: str) -> str:
        """16 hexadecimal digits that stand for the patient whom the header names.

        Patient ID and name count together, case and punctuation aside: numbers alone are not
        unique across hospitals, and two people under one pseudonym would be worse than one person
        under two. A series that names nobody (NIfTI, say) is a patient of its own.
        """
        patient_id, name = plain_words(tags.patient_id), plain_words(tags.patient_name)
        if not patient_id and not name:
            return self._hash("unnamed", series_uid)[:PSEUDONYM_DIGITS]
        return self._hash("patient", patient_id, name)[:PSEUDONYM_DIGITS]

    def pseudonym_of_code(self, code: str) -> str:
        """16 hexadecimal digits for a code of the user's own, for series that name nobody."""
        return self._hash("code", plain_words(code))[:PSEUDONYM_DIGITS]

    def series_digest(self, series_uid: str) -> str:
        """64 hexadecimal digits that stand for the series."""
        return self._hash("series", series_uid)

    def person(self, kind: str, name: str) -> str:
        """`user-` or `browser-` and 16 hexadecimal digits that stand for a person: the same for the
        same e-mail address, or for the same browser in which nobody signed in."""
        words = name.strip().casefold() if kind == "user" else name
        return f"{kind}-{self._hash(kind, words)[:PSEUDONYM_DIGITS]}"

    def seal(self, text: str) -> bytes:
        """`text` for whoever has the key alone (Fernet: AES-128-CBC and HMAC-SHA256)."""
        return self._sealer().encrypt(text.encode("utf-8", "surrogatepass"))

    def unseal(self, sealed: bytes) -> str | None:
        """What `seal` made `sealed` of; None with another key, or where it was changed."""
        from cryptography.fernet import InvalidToken

        try:
            return self._sealer().decrypt(sealed).decode("utf-8", "surrogatepass")
        except InvalidToken:
            return None

    def _sealer(self) -> Fernet:
        from cryptography.fernet import Fernet

        return Fernet(base64.urlsafe_b64encode(bytes.fromhex(self._hash("seal"))))

    def signed(self, *parts: str) -> str:
        """64 hexadecimal digits that nobody without the key can work out from the parts."""
        return self._hash("signed", *parts)

    def fingerprint(self) -> str:
        """Tells two keys apart and gives neither away."""
        return self._hash("fingerprint")[:PSEUDONYM_DIGITS]

    def _hash(self, kind: str, *parts: str) -> str:
        message = "\0".join((kind, *parts)).encode("utf-8", "surrogatepass")
        return hmac.new(self.secret, message, hashlib.sha256).hexdigest()


def plain_words(text: str) -> str:
    """`DOE^JANE^^` and `Doe^Jane` are the same: words in lower case, one space apart."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
