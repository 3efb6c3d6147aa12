"""Stand-ins for people: keyed hashes, the same for the same person as long as the key stays."""

from __future__ import annotations

import hashlib
import hmac

from core.worklist.key_file import load_key
from core.worklist.location import locate
from core.worklist.patient_key import PSEUDONYM_DIGITS, PatientKey


class Names:
    """What people are called where their names are not kept: in the audit trail, and as readers."""

    def __init__(self, key: PatientKey) -> None:
        self.key = key

    def user(self, name: str) -> str:
        """The stand-in for a person who signed in: the same for the same e-mail address."""
        return f"user-{self._hash('user', name.strip().casefold())}"

    def browser(self, name: str) -> str:
        """The stand-in for a browser in which nobody signed in."""
        return f"browser-{self._hash('browser', name)}"

    def _hash(self, kind: str, name: str) -> str:
        message = f"{kind}\0{name}".encode("utf-8", "surrogatepass")
        return hmac.new(self.key.secret, message, hashlib.sha256).hexdigest()[:PSEUDONYM_DIGITS]


def names_of_this_machine() -> Names:
    """Those under the key of the worklist, whether or not a trail is kept.

    Raises:
        StoreError: the place of the worklist or its key can't be used.
    """
    return Names(load_key(locate().key_file))
