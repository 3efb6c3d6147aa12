from dashboard.state import loading, server_folders
from dashboard.state.session import Session


def test_a_refused_path_becomes_a_notice_and_opens_nothing(tmp_path, monkeypatch):
    (tmp_path / "offered").mkdir()
    monkeypatch.setenv(server_folders.FOLDERS_VARIABLE, str(tmp_path / "offered"))
    session = Session()
    loading.ask_for_server_path(session, tmp_path / "secret")
    assert session.pending is None
    assert [n.kind for n in session.notices] == ["error"]
