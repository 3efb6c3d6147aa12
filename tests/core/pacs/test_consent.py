import pytest

from core.errors import PacsError
from core.pacs import read_consent
from tests.core.refused import refused


def test_without_a_list_every_study_is_allowed(monkeypatch):
    monkeypatch.delenv("LIVERLENS_CONSENT", raising=False)
    assert read_consent().allows("1.2.3")


def test_only_what_is_on_the_list_is_allowed(tmp_path, monkeypatch):
    path = tmp_path / "consent.txt"
    path.write_text("# study A\n1.2.3  # signed 2026-01-05\n\n../evil\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(path))
    consent = read_consent()
    assert consent.studies == {"1.2.3"}
    consent.check("1.2.3")
    for uid in ("1.2.4", "../evil", ""):
        with refused(PacsError, "no_consent"):
            consent.check(uid)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_list_that_cant_be_read_allows_nothing(tmp_path, monkeypatch, content):
    path = tmp_path / "consent.txt"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("LIVERLENS_CONSENT", str(path))
    with refused(PacsError, "consent_unreadable", "consent.txt"):
        read_consent()
