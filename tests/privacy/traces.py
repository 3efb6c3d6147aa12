"""Whether bytes or text hold something of the planted patient (tests/privacy/planted.py)."""

from __future__ import annotations

import base64
import functools
import re

from tests.privacy.planted import (
    BIRTH_DATE,
    HEADERS,
    NAME,
    PATIENT_ID,
    compressed_runs,
    pixel_runs,
)

#: What may be found, and each of its writings; all in small letters.
WORDS = {
    "name": NAME.lower().split("^"),
    "patient ID": [PATIENT_ID.lower(), PATIENT_ID.lower().replace("-", "")],
    "accession number": [HEADERS["AccessionNumber"].lower()],
    "referring physician": HEADERS["ReferringPhysicianName"].lower().split("^")[:1],
    "institution": HEADERS["InstitutionName"].lower().split()[1:],
}
_YEAR, _MONTH, _DAY = BIRTH_DATE[:4], BIRTH_DATE[4:6], BIRTH_DATE[6:]
_SHORT_MONTH = f"0?{_MONTH.lstrip('0')}"
#: As DICOM, ISO, Europe and America write it. Eight digits in a row may be part of a hash or of a
#: number with many places, and are no date then.
_DATE = re.compile(
    rf"(?<![0-9a-z.]){_YEAR}(?P<a>[-/.]?){_MONTH}(?P=a){_DAY}(?![0-9a-z])"
    rf"|(?<![0-9]){_DAY}(?P<b>[-/.]){_SHORT_MONTH}(?P=b){_YEAR}"
    rf"|(?<![0-9]){_SHORT_MONTH}/{_DAY}/{_YEAR}"
    rf"|{_DAY} feb[a-z]* {_YEAR}|feb[a-z]* {_DAY},? {_YEAR}".encode()
)
#: Bytes of pixels that are searched for in one piece.
_LONGEST = 64
_MANY_ZEROS = re.compile(rb"\0{%d,}" % (_LONGEST + 1))
#: Pixels that are written out as numbers: this many in a row.
_WRITTEN = 12
_COMMAS = bytes.maketrans(b" \t\r\n", b",,,,")

KINDS = frozenset({*WORDS, "birth date", "pixels"})


def traces_in(data: bytes | str) -> set[str]:
    """The kinds of traces in it as it stands, among `KINDS`; nothing is unpacked."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    # Masks are nearly all zeros: of each long run as many are left as the longest needle has bytes.
    raw = _MANY_ZEROS.sub(b"\0" * _LONGEST, raw)
    return _said_in(raw) | ({"pixels"} if _has_pixels(raw) else set())


def _said_in(raw: bytes) -> set[str]:
    low = raw.lower()
    # Without its zeros, UTF-16 reads as ASCII.
    forms = (low, low.replace(b"\0", b"")) if b"\0" in low else (low,)
    found = {
        kind
        for kind, words in WORDS.items()
        for word in words
        if any(word.encode() in form for form in forms)
    }
    if any(_has_date(form) for form in forms):
        found.add("birth date")
    return found | {
        kind for kind, words in _encoded().items() if any(word in raw for word in words)
    }


def _has_date(form: bytes) -> bool:
    # Only around the year: the whole expression is slow on a log.
    years = re.finditer(_YEAR.encode(), form)
    return any(_DATE.search(form[max(0, y.start() - 24) : y.end() + 24]) for y in years)


@functools.cache
def _encoded() -> dict[str, set[bytes]]:
    """What is the same of a word in Base64, wherever in the text it stands."""
    words = {"name": NAME.split("^"), "patient ID": [PATIENT_ID]}
    return {
        kind: {
            # Three bytes are four letters: those at the ends depend on the neighbours.
            base64.b64encode(b"\0" * before + word.encode())[4 if before else 0 : -4]
            for word in said
            for before in range(3)
        }
        for kind, said in words.items()
    }


def _has_pixels(raw: bytes) -> bool:
    if any(needle in raw for needle in _needles()):
        return True
    # `-12, 40, 38` and `[-12 40\n 38.]` alike.
    flat = raw.translate(_COMMAS).replace(b".,", b",")
    while b",," in flat:
        flat = flat.replace(b",,", b",")
    return any(number in flat for number in _numbers())


@functools.cache
def _needles() -> frozenset[bytes]:
    """Pixels as the file stores them, and HU in the types of arrays; either way round, since rows
    are turned for some formats."""
    needles = set(compressed_runs())
    for hu in pixel_runs():
        for run in (hu, hu[::-1], hu + 1024, (hu + 1024)[::-1]):
            # The middle 16 of four bytes each are as many bytes as all 32 of two.
            quarter = len(run) // 4
            needles |= {run.astype(kind).tobytes() for kind in ("<i2", ">i2")}
            needles |= {run[quarter:-quarter].astype(kind).tobytes() for kind in ("<f4", "<i4")}
    return frozenset(needles)


@functools.cache
def _numbers() -> frozenset[bytes]:
    """HU as a log or JSON writes them."""
    return frozenset(
        b",".join(b"%d" % value for value in hu[:_WRITTEN].tolist()) for hu in pixel_runs()
    )
