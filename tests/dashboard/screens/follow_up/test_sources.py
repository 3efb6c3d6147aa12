import pytest

from dashboard.screens.follow_up import sources
from dashboard.services import worklist
from tests.dashboard.tiny_case import CARD, session_with


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
