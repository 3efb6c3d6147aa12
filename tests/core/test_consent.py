import os
from pathlib import Path

import pytest

from core import consent as module
from core.consent import check_consent, consent_obstacle, read_consent
from core.dicom import discover
from core.errors import ConsentError
from core.pipeline import analyze
from core.shipped import shipped
from tests.core.known_network import block_volume, hu_series, known_model
from tests.core.refused import refused


@pytest.fixture
def listed(tmp_path, monkeypatch):
    """`listed(text)` writes the list."""
    path = tmp_path / "consent.txt"
    monkeypatch.setenv("LIVERLENS_CONSENT", str(path))

    def write(text: str) -> Path:
        path.write_text(text)
        return path

    return write


def test_without_a_list_every_study_is_allowed():
    assert read_consent().allows("1.2.3")
    assert consent_obstacle(hu_series(block_volume(2))) == ""


def test_only_what_is_on_the_list_is_allowed(listed):
    listed("\ufeff# study A\n1.2.3  # signed 2026-01-05\n\n")
    consent = read_consent()
    assert consent.studies == {"1.2.3"}
    consent.check("1.2.3")
    with refused(ConsentError, "no_consent"):
        consent.check("1.2.4")
    with refused(ConsentError, "no_study_to_allow"):
        consent.check("")


def test_the_error_names_the_series_for_the_trail_alone(listed):
    listed("1.2.3\n")
    series = hu_series(block_volume(2), study_uid="1.2.4")
    with pytest.raises(ConsentError) as caught:
        check_consent(series)
    assert caught.value.series_uid == series.uid
    assert series.uid not in str(caught.value)
    assert consent_obstacle(series).code == "no_consent"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_list_that_cant_be_read_allows_nothing(tmp_path, monkeypatch, content):
    path = tmp_path / "consent.txt"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("LIVERLENS_CONSENT", str(path))
    with refused(ConsentError, "consent_unreadable", "consent.txt"):
        read_consent()
    assert consent_obstacle(hu_series(block_volume(2), study_uid="1.2.3"))


def test_a_list_that_has_not_changed_is_not_read_again(listed, monkeypatch):
    path = listed("1.2.3\n")
    os.utime(path, (1e9, 1e9))
    assert read_consent().allows("1.2.3")
    monkeypatch.setattr(module, "read_text", lambda *_: pytest.fail("read again"))
    assert read_consent().allows("1.2.3")


def test_a_change_counts_at_once(listed, monkeypatch):
    os.utime(listed("1.2.3\n"), (1e9, 1e9))
    read_consent()
    listed("1.2.4\n")
    assert read_consent().studies == {"1.2.4"}
    # Another one within the tick of the file's clock, as long as the one before.
    listed("1.2.5\n")
    assert read_consent().studies == {"1.2.5"}


def test_the_bundled_samples_are_always_allowed(listed):
    listed("")
    samples = discover([shipped("sample_scans")]).candidates
    assert {one.tags.study_uid for one in samples} == module.SAMPLE_STUDIES
    assert [consent_obstacle(one) for one in samples] == [""] * 3


def test_no_analysis_gets_past_it(listed):
    listed("1.2.3\n")
    series = hu_series(block_volume(2), study_uid="1.2.4")
    with refused(ConsentError, "no_consent"):
        analyze(series, known_model(), engine="torch")
    listed("1.2.4\n")
    assert analyze(series, known_model(), engine="torch").series is series


def test_no_heatmap_gets_past_it(listed):
    from core.attribution import explain, series_grad_cam

    listed("1.2.3\n")
    series = hu_series(block_volume(2), study_uid="1.2.4")
    with refused(ConsentError, "no_consent"):
        explain("grad_cam", known_model(), series, 0, "malignant")
    with refused(ConsentError, "no_consent"):
        series_grad_cam(known_model(), series, "malignant")


def test_a_home_folder_that_nobody_has_allows_nothing(monkeypatch):
    monkeypatch.setenv(module.VARIABLE, "~nobody-of-that-name/list.txt")
    with refused(ConsentError, "no_such_home", module.VARIABLE):
        read_consent()


def test_a_list_without_end_allows_nothing(tmp_path, monkeypatch):
    path = tmp_path / "consent.txt"
    path.touch()
    # As zeros it would be read as text.
    os.truncate(path, 2**26 + 1)
    monkeypatch.setenv(module.VARIABLE, str(path))
    with refused(ConsentError, "consent_unreadable", "consent.txt"):
        read_consent()
