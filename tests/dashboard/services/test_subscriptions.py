from core.audit import Trail
from dashboard.services import subscriptions, worklist_store
from dashboard.state import events
from dashboard.state.events import AnalysisFinished, SeriesOpened
from tests.dashboard.tiny_case import session_with, tiny_analysis


def test_what_is_announced_is_noted_and_kept_once():
    subscriptions.subscribe()
    subscriptions.subscribe()
    session = session_with()
    session.who = "browser-1"
    events.series_opened.announce(SeriesOpened(session, session.opened.series))
    events.analysis_finished.announce(AnalysisFinished(tiny_analysis(), session.who, session))
    assert [(entry.who, entry.did) for entry in Trail.open().read()] == [
        ("browser-1", "opened"),
        ("browser-1", "analysed"),
    ]
    assert worklist_store.available().count() == 1
