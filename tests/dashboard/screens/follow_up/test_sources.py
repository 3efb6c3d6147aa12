import pytest

from dashboard.screens.follow_up import sources
from dashboard.services import worklist
from tests.dashboard.tiny_case import CARD, session_with, tiny_series


@pytest.fixture
def counted(monkeypatch) -> list:
    """The analyses that a scan was made of."""
    made = []

    def make(analysis, *rest, make=sources.scan_of_analysis, **options):
        made.append(analysis)
        return make(analysis, *rest, **options)

    monkeypatch.setattr(sources, "scan_of_analysis", make)
    return made


def test_the_scan_of_an_open_series_is_made_once_for_an_analysis(counted):
    session = session_with(analysed=True)
    record = worklist.save(session.opened.analysis(CARD))
    by_entry = [sources.scan_of_entry(session.opened, CARD) for _ in range(2)]
    by_record = [sources.scan_of(session, record) for _ in range(2)]
    assert len(counted) == 2
    assert by_entry[0] is by_entry[1]
    assert [scan.record_id for scan in by_record] == [record.id] * 2
    assert by_record[0].outline is by_record[1].outline is not None


@pytest.mark.parametrize(
    ("in_header", "said"),
    [("20250131", "2025-01-31"), ("20251340", "no date"), ("2025----", "no date"), ("", "no date")],
)
def test_a_date_that_is_none_is_not_shown_as_one(in_header, said):
    opened = session_with(tiny_series(study_date=in_header)).opened
    assert sources.entry_date(opened) == said
