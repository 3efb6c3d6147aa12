from dataclasses import replace

from core.cautions import Caution
from core.labels import COLOURS
from dashboard.components.records.rows import COLUMNS, row
from tests.core.worklist.made_records import some_record

TITLES = [column.title for column in COLUMNS]


def cells_of(record):
    # The store gives every record a number.
    stored = row(replace(record, id=7))
    assert stored.id == 7
    return dict(zip(TITLES, stored.cells, strict=True))


def test_a_row_is_what_the_record_says_in_words():
    made = cells_of(some_record(3))
    assert made["Subject"].text == "Subject 00000000"
    assert (made["Study"].text, made["Category"].text) == ("2025-01-03", "Malignant-looking")
    assert made["Category"].swatch == COLOURS["malignant"]
    assert made["Category"].flag == ("needs review", "Near the threshold.")
    risk = made["p(malignant)"]
    assert (risk.text, risk.small) == ("0.70", "0.60–0.80")
    assert (risk.bar.share, risk.bar.low, risk.bar.high) == (0.7, 0.6, 0.8)
    assert (made["Burden"].text, made["Lesions"].text) == ("1.0 %", "1 · 31.5 mm")
    assert (made["Cautions"].text, made["Cautions"].tone) == ("▲ 2", "warn")
    assert made["Cautions"].hint == "No contrast.\nThick slices."
    assert made[""].spoken == "New"


def test_a_reviewed_record_has_a_tick():
    assert cells_of(some_record(status="reviewed"))[""].spoken == "Reviewed"


def test_what_is_not_there_is_said():
    made = cells_of(
        some_record(
            study_date=None,
            burden_percent=None,
            lesions=(),
            interval=None,
            cautions=(),
            needs_review=False,
        )
    )
    assert (made["Study"].text, made["Burden"].text) == ("no date", "no liver")
    assert made["Lesions"].text == "0"
    assert (made["p(malignant)"].bar.low, made["p(malignant)"].small) == (None, "")
    assert (made["Cautions"].text, made["Cautions"].tone) == ("–", "")
    assert made["Category"].flag is None


def test_the_most_severe_caution_gives_the_shape():
    cautions = (Caution("noise", "Grain.", "note"), Caution("no_liver", "No.", "stop"))
    made = cells_of(some_record(cautions=cautions))["Cautions"]
    assert made.tone == "stop"
    assert made.text.endswith(" 2")


def test_the_titles_differ():
    assert len(set(TITLES)) == len(TITLES)


def test_what_is_not_assessable_says_why_and_its_score_is_quiet():
    made = cells_of(
        some_record(category="not_assessable", reasons=("non_contrast", "metal"), interval=None)
    )
    category, risk = made["Category"], made["p(malignant)"]
    assert (category.text, category.small) == ("Not assessable", "no contrast agent")
    assert category.hint == "no contrast agent; metal over the liver"
    assert category.swatch == risk.bar.colour == COLOURS["not_assessable"]
    assert (category.tone, risk.tone, risk.text) == ("quiet", "quiet", "0.70")
    assert risk.hint.endswith("outside the model's reach")


def test_nothing_found_in_a_part_is_the_headline():
    made = cells_of(some_record(category="indeterminate", nothing_found_in_part=True))
    assert made["Category"].text == "Nothing found in the part examined"
