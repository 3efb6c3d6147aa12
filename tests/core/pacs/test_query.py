from datetime import date

import pytest

from core.errors import UsageError
from core.pacs import Query
from core.pacs.uids import is_uid, name_of
from tests.core.refused import refused


@pytest.mark.parametrize("text", ["1.2", "2.25.76416932324326905", "1.2." + "3" * 60])
def test_a_uid(text):
    assert is_uid(text)


@pytest.mark.parametrize(
    "text", ["", "1", "1..2", ".1.2", "1.2.", "../../../evil", "1.2/3", "1.2\n", "1.2." + "3" * 61,
             "١.٢", "1.2.x"],
)  # fmt: skip
def test_no_uid(text):
    assert not is_uid(text)


def test_a_name_says_nothing_of_the_uid_and_fits_any_file_system():
    name = name_of("../../../evil")
    assert len(name) == 32
    assert set(name) <= set("0123456789abcdef")
    assert name_of("1.2", "3") != name_of("1.23")
    assert name_of("1.2") == name_of("1.2")


def test_dates_as_dicom_writes_them():
    day, later = date(2026, 1, 5), date(2026, 2, 6)
    assert Query(since=day).dates == "20260105-"
    assert Query(until=later).dates == "-20260206"
    assert Query(since=day, until=later).dates == "20260105-20260206"
    assert Query(since=day, until=day).dates == "20260105"
    assert Query(patient_id="4711").dates == ""


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (Query(), "asks_for_everything"),
        (Query(study_uid="../evil"), "not_a_uid"),
        (Query(since=date(2026, 2, 1), until=date(2026, 1, 1)), "dates_turned_round"),
        (Query(patient_id="1\\2"), "not_searchable"),
        (Query(patient_name="x" * 65), "not_searchable"),
        (Query(accession="a\nb"), "not_searchable"),
    ],
)
def test_what_no_archive_can_be_asked(query, code):
    with refused(UsageError, code):
        query.check()
    assert Query(patient_id="4711").check() is None
