"""The secret behind the pseudonyms: from the environment, or in a file for its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from core.errors import StoreError
from core.operator_files import read_text
from core.worklist import sentences
from core.worklist.patient_key import PatientKey

KEY_VARIABLE = "LIVERLENS_KEY"
#: The fewest letters of a key that the user sets: 16 random bytes are 32 hexadecimal digits.
SHORTEST = 32


def load_key(path: Path) -> PatientKey:
    """`LIVERLENS_KEY` if it is set, otherwise the key in `path`, which is created if missing.

    Raises:
        StoreError: the key is too short, or its file can't be read or written.
    """
    text = os.environ.get(KEY_VARIABLE, "").strip()
    if text:
        return _key(text, KEY_VARIABLE)
    try:
        if not path.exists():
            _make(path)
        text = read_text(path, "ascii").strip()
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise StoreError(sentences.key_unusable(path, reason, KEY_VARIABLE)) from error
    return _key(text, str(path))


def _key(text: str, where: str) -> PatientKey:
    if len(text) < SHORTEST:
        raise StoreError(sentences.key_too_short(where, len(text), SHORTEST))
    return PatientKey(text.encode())


def _make(path: Path) -> None:
    """A new key, readable by its owner alone; if another process was faster, its key is used."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(32) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        # A link, unlike a rename, fails where there is a file already.
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink(missing_ok=True)
