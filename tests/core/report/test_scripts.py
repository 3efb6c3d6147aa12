"""Names in many scripts: each letter has a glyph, joined and in the order in which it is read."""

from __future__ import annotations

import unicodedata

import pytest
from reportlab.pdfbase.pdfmetrics import getFont

from core.person_name import END, ISOLATE, shown_name
from core.report import fonts
from core.report.fonts import BOLD, FONT, font_of
from core.report.scripts import is_plain, line_width, runs_of
from core.report.sentences import letters_without_font
from tests.core.report.made_case import analysed, report, volume_with_lesion
from tests.core.report.pdf_text import pages_of

ARABIC = "قباني^لنزار"
HEBREW = "Sharon^Deborah=שרון^דבורה"
CYRILLIC = "Иванов^Пётр"
GREEK = "Διονυσίου^Άννα"
CHINESE = "Wang^XiaoDong=王^小東="
JAPANESE = "Yamada^Tarou=山田^太郎=やまだ^たろう"
KOREAN = "Hong^Gildong=洪^吉洞=홍^길동"
THAI = "สมชาย^ที่น้ำ"


def needs_font(name: str) -> None:
    """Skips where this computer has no font for the name; `.ci/run` installs those."""
    if any(not font_of(letter) for letter in name):
        pytest.skip("no font for it here")


@pytest.fixture
def no_other_fonts(monkeypatch):
    """A computer that has DejaVu Sans only."""
    fonts.forget_fonts()
    fonts._candidates.cache_clear()
    monkeypatch.setattr(fonts, "_files", dict)
    yield
    fonts._candidates.cache_clear()


def drawn(text: str) -> str:
    return "".join(run.text for run in runs_of(text, FONT, 10))


def test_arabic_letters_are_joined_and_run_from_right_to_left():
    # Final yeh, initial noon, final alef, medial beh, initial qaf.
    assert drawn("قباني") == "\ufef2\ufee7\ufe8e\ufe92\ufed7"
    # Lam and alef are one glyph.
    assert drawn("لا") == "\ufefb"


def test_what_stands_beside_a_name_stays_where_it_is():
    name = shown_name(ARABIC)
    line = drawn(f"{name} · 4711-A")
    assert line.endswith(" · 4711-A")
    family = line.index("\ufed7")  # the first letter of the family name
    assert family == line.index(" · ") - 1
    # Without the isolate, the number goes to the other side.
    assert drawn("קב · 47").startswith("47")


def test_hebrew_and_brackets():
    assert drawn("שלום (אב) 12") == "12 (בא) םולש"
    assert drawn("Doe (אב) (x)") == "Doe (בא) (x)"
    assert ISOLATE not in drawn(f"{ISOLATE}אב{END}")


def test_a_joiner_parts_letters_and_shows_nothing():
    joined, parted = "علیرضا", "علی\u200cرضا"
    assert drawn(joined) != drawn(parted)
    width = {text: line_width(text, FONT, 10) for text in (joined, parted)}
    assert width[parted] > width[joined] - 1


def test_thai_marks_stand_above_each_other():
    needs_font(THAI)
    (run,) = runs_of("ที่", FONT, 10)
    assert run.meaning == "ที่"
    consonant = runs_of("ท", FONT, 10)[0].width
    assert run.width == pytest.approx(consonant)
    # The tone mark is another glyph, or raised, over a vowel sign.
    alone = runs_of("ท่", FONT, 10)[0].text
    assert run.text[-1] != alone[-1] or run.text.__shapeData__[-1].y_offset > 0


@pytest.mark.parametrize("name", [ARABIC, HEBREW, CYRILLIC, GREEK, CHINESE, JAPANESE, KOREAN, THAI])
@pytest.mark.parametrize("font", [FONT, BOLD])
def test_no_letter_is_a_box(name, font):
    needs_font(shown_name(name).replace(ISOLATE, "").replace(END, ""))
    for run in runs_of(shown_name(name), font, 10):
        glyphs = getFont(run.font).face.charToGlyph
        assert [hex(ord(c)) for c in run.text if glyphs.get(ord(c), 0) == 0] == []
        assert run.width > 0


def test_plain_is_what_reportlab_sets_by_itself():
    assert all(map(is_plain, ("Doe", "Müller ² × – ≤ ·", "Иванов", "Άννα")))
    assert not any(map(is_plain, ("قباني", "שרון", "e\u0301", "✈\ufe0f", "王")))


@pytest.fixture(scope="module")
def volume():
    return volume_with_lesion()


@pytest.mark.parametrize("name", [ARABIC, HEBREW, CYRILLIC, GREEK, CHINESE, JAPANESE, KOREAN, THAI])
def test_the_name_can_be_read_back_from_every_page(name, volume):
    needs_font(name)
    case = analysed(volume, patient_name=name, series_description="Leber")
    pages = pages_of(report(case, include_name=True, heatmaps_wanted=False))
    parts = [part for group in name.split("=") for part in group.split("^") if part]
    assert letters_without_font([]).split(":")[0][:12] not in pages[0]
    for text in pages:
        # What runs from right to left may come in forms of its letters.
        read = unicodedata.normalize("NFKC", text)
        assert [p for p in parts if unicodedata.normalize("NFKC", p) not in read] == []


def test_a_report_is_the_same_whatever_was_made_before(volume):
    def made(name: str) -> bytes:
        case = analysed(volume, patient_name=name)
        return report(case, include_name=True, heatmaps_wanted=False)

    first = made(ARABIC)
    made("محمد^علی\u200cرضا")
    assert made(ARABIC) == first


def test_a_letter_that_no_font_has_is_named(volume, no_other_fonts):
    case = analysed(volume, patient_name="Wang^XiaoDong=王^小東")
    pages = pages_of(report(case, include_name=True, heatmaps_wanted=False))
    assert all("Wang, XiaoDong ([U+738B] [U+5C0F][U+6771])" in text for text in pages)
    said = letters_without_font(
        [
            "U+738B CJK UNIFIED IDEOGRAPH-738B",
            "U+5C0F CJK UNIFIED IDEOGRAPH-5C0F",
            "U+6771 CJK UNIFIED IDEOGRAPH-6771",
        ]
    )
    assert said in pages[0]
    # Nothing is said of a name that isn't there.
    assert "U+738B" not in " ".join(pages_of(report(case, heatmaps_wanted=False)))


def test_a_report_in_latin_letters_says_nothing_of_fonts(volume, no_other_fonts):
    pages = pages_of(report(analysed(volume, patient_name="Doe^Jane"), include_name=True))
    assert "U+" not in " ".join(pages)
