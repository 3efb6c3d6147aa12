"""Names in every character set that files use, stated rightly, wrongly or not at all."""

from __future__ import annotations

from pathlib import Path

import pydicom
import pytest

from core.dicom import MemoryFile, load_series
from core.dicom.character_sets import decoded
from core.dicom.headers import quiet_pydicom, read_header
from core.dicom.items import FileItem
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

UNSTATED, UNKNOWN, CONTRADICTED = (
    "name_without_character_set",
    "name_in_unknown_character_set",
    "name_not_in_character_set",
)
#: pydicom's files are the examples of PS3.5 Annexes H to K, and more.
CHARSET_FILES = Path(pydicom.__file__).parent / "data" / "charset_files"
NAMES = {
    "chrArab": "قباني^لنزار",
    "chrFren": "Buc^Jérôme",
    "chrFrenMulti": "Buc^Jérôme",
    "chrGerm": "Äneas^Rüdiger",
    "chrGreek": "Διονυσιος",
    "chrH31": "Yamada^Tarou=山田^太郎=やまだ^たろう",
    "chrH32": "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    "chrHbrw": "שרון^דבורה",
    "chrI2": "Hong^Gildong=洪^吉洞=홍^길동",
    "chrJapMulti": "やまだ^たろう",
    "chrJapMultiExplicitIR6": "やまだ^たろう",
    "chrKoreanMulti": "김희중",
    "chrRuss": "Люкceмбypг",
    "chrX1": "Wang^XiaoDong=王^小東=",
    "chrX2": "Wang^XiaoDong=王^小东=",
}


@pytest.mark.parametrize("file", NAMES)
def test_the_examples_of_the_standard(file):
    item = FileItem(CHARSET_FILES / f"{file}.dcm")
    header = read_header(item, item.read())
    assert header.decoded("PatientName") == (NAMES[file], None)


def name(value: bytes, *terms: str) -> tuple[str, str]:
    with quiet_pydicom():
        text, doubt = decoded(value, terms, name=True)
    return text, doubt.code if doubt else ""


@pytest.mark.parametrize(
    ("text", "codec", "terms"),
    [
        ("สมชาย^ใจดี", "tis-620", ["ISO_IR 166"]),
        ("Иванов^Пётр", "iso8859-5", ["ISO_IR 144"]),
        ("Şahin^Gül", "iso8859-9", ["ISO_IR 148"]),
        ("王^小东", "gbk", ["GBK"]),
        ("山田^太郎", "shift_jis", ["ISO_IR 13"]),
        # Escape sequences, as Python's own codec writes them.
        ("山田^太郎", "iso2022_jp", ["", "ISO 2022 IR 87"]),
        ("山田^太郎", "iso2022_jp", ["ISO_IR 100"]),
        ("山田^太郎", "iso2022_jp", []),
        # Spelt as it shouldn't be.
        ("王^小東", "utf-8", ["ISO_IR192"]),
        ("王^小東", "utf-8", ["ISO_IR_192"]),
        ("王^小東", "utf-8", ["iso_ir 192"]),
        ("王^小東", "utf-8", ["UTF-8"]),
        ("Müller", "latin-1", ["ISO 8859-1"]),
        ("Müller", "latin-1", ["ISO-IR 100"]),
        ("Иванов", "cp1251", ["windows-1251"]),
        ("Иванов", "koi8-r", ["KOI8-R"]),
        ("陳^大文", "big5", ["Big5"]),
        # UTF-8, whatever is stated.
        ("Müller", "utf-8", []),
        ("Müller", "utf-8", ["ISO_IR 100"]),
        ("王^小東", "utf-8", ["ISO_IR 100"]),
        ("Müller", "utf-8", ["ISO_IR 87"]),
        # What is ASCII is sure, whatever is stated.
        ("Doe^Jane", "ascii", ["bogus"]),
        ("علی\u200cرضا", "utf-8", ["ISO_IR 192"]),
    ],
)
def test_a_name_that_can_be_read(text, codec, terms):
    assert name(text.encode(codec), *terms) == (text, "")


def test_escape_sequences_that_python_leaves_in():
    chinese = b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab"
    assert name(chinese, "", "ISO 2022 IR 58") == ("Zhang^XiaoDong=张^小东", "")
    korean = b"Hong=\x1b$)C\xc8\xab"
    assert name(korean) == name(korean, "", "ISO 2022 IR 149") == ("Hong=홍", "")


@pytest.mark.parametrize(
    ("value", "terms", "text", "code"),
    [
        (b"M\xfcller", [], "Müller", UNSTATED),
        ("王".encode("gbk"), [], "Íõ", UNSTATED),
        (b"M\xfcller", ["ISO_IR 6"], "Müller", CONTRADICTED),
        (b"M\xfcller", ["", "ISO 2022 IR 87"], "Müller", CONTRADICTED),
        (b"M\xfcller", ["ISO_IR 192"], "M\N{REPLACEMENT CHARACTER}ller", CONTRADICTED),
        (b"M\x9cller", ["ISO_IR 100"], "M ller", CONTRADICTED),
        (b"M\xfcller", ["bogus"], "Müller", UNKNOWN),
        (b"M\xfcller", ["undefined"], "Müller", UNKNOWN),
        (b"M\xfcller", ["ISO_IR 999"], "Müller", UNKNOWN),
        (b"\x1b$Zxx", [], " $Zxx", UNSTATED),
    ],
)
def test_a_name_whose_letters_are_in_doubt(value, terms, text, code):
    assert name(value, *terms) == (text, code)


def test_delimiters_end_a_set_only_in_names():
    cyrillic = b"\x1b-L\xb8\xd2^\xd0"
    assert decoded(cyrillic, ["", "ISO 2022 IR 144"], name=False)[0] == "Ив^а"
    assert name(cyrillic, "", "ISO 2022 IR 144")[0] == "Ив^Ð"


def test_what_would_break_a_line_or_turn_it_round_is_a_space():
    value = "A\nB\u202eC\u200cD".encode()
    assert decoded(value, ["ISO_IR 192"], name=True)[0] == "A B C\u200cD"
    assert decoded(value, ["ISO_IR 192"], name=False)[0] == "A B C D"


def test_the_series_says_once_that_a_name_is_in_doubt():
    slices = [ct_slice(float(z), SpecificCharacterSet="ISO_IR 100") for z in range(3)]
    for ds in slices:
        ds.PatientName = "Müller"
        ds.SpecificCharacterSet = "ISO_IR 100"
    files = [
        MemoryFile(str(number), to_bytes(ds).replace(b"ISO_IR 100", b"ISO_IR 192"))
        for number, ds in enumerate(slices)
    ]
    (warning,) = load_series(files).warnings
    assert warning.code == CONTRADICTED
    assert "ller" not in warning
