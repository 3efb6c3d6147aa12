from core.cautions import Caution
from dashboard.components.records.rows import COLUMNS, columns, row
from tests.core.worklist.made_records import some_record


def test_a_row_is_what_the_record_says_in_words():
    made = row(some_record(3))
    assert made["subject"] == "Subject 00000000"
    assert (made["date"], made["category"]) == ("2025-01-03", "Malignant-looking")
    assert (made["p"], made["low"], made["high"]) == (0.7, 0.6, 0.8)
    assert (made["p_text"], made["range_text"]) == ("0.70", "0.60–0.80")
    assert (made["burden"], made["lesions"]) == ("1.0 %", "1 · 31.5 mm")
    assert (made["cautions"], made["severity"]) == ("▲ 2", "warn")
    assert made["why_caution"] == "No contrast.\nThick slices."
    assert (made["needs_review"], made["why_review"]) == (True, "Near the threshold.")
    assert made["reviewed"] is False


def test_what_is_not_there_is_said():
    made = row(
        some_record(
            study_date=None,
            burden_percent=None,
            lesions=(),
            interval=None,
            cautions=(),
        )
    )
    assert (made["date"], made["burden"], made["lesions"]) == ("no date", "no liver", "0")
    assert (made["low"], made["high"], made["range_text"]) == (None, None, "")
    assert (made["cautions"], made["severity"]) == ("–", "")


def test_the_heaviest_caution_gives_the_shape():
    made = row(
        some_record(
            cautions=(Caution("noise", "Grain.", "note"), Caution("no_liver", "No.", "stop"))
        )
    )
    assert made["severity"] == "stop"
    assert made["cautions"].endswith(" 2")


def test_every_column_has_a_value_or_a_drawing_of_its_own():
    drawn_from_others = {"status", "risk"}
    made = row(some_record())
    assert {one["key"] for one in columns()} - drawn_from_others <= set(made)
    assert len({title for _, title, *_ in COLUMNS}) == len(COLUMNS)
