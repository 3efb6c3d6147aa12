"""DIMSE and DICOMweb over TLS: whom we trust, and who we are."""

import pytest
from pydicom.dataset import Dataset

from core.errors import PacsError
from core.outside import retries
from core.pacs import FolderTarget, Query, fetch_series, open_archive
from tests.core.outside.authority import Authority
from tests.core.pacs.made_files import JSON, STUDY, ct_file, fake_server, wanted
from tests.core.pacs.small_archive import small_archive
from tests.core.refused import refused


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("ours"), "ours")


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("other"), "other")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(retries.with_retries, "__defaults__", (None, ()))


def nothing(path):
    return 200, {"Content-Type": JSON}, b"[]"


def test_dimse_finds_and_gets_over_tls(ours, tmp_path):
    with small_archive(context=ours.server_context()) as made:
        row = Dataset()
        row.StudyInstanceUID = STUDY
        made.rows, made.files = [row], [ct_file(n) for n in (1, 2)]
        archive = open_archive(made.site(tls=True, ca_file=ours.file))
        archive.echo()
        assert len(archive.find_studies(Query(patient_id="4711")).rows) == 1
        assert fetch_series(archive, wanted(2), FolderTarget(tmp_path / "in")).n_files == 2


def test_dimse_does_not_trust_another_authority(ours, other):
    with small_archive(context=ours.server_context()) as made:
        for settings in ({"ca_file": other.file}, {}):
            with refused(PacsError, "tls_refused", "small", "certificate"):
                open_archive(made.site(tls=True, **settings)).echo()


def test_an_archive_that_wants_our_certificate(ours, other):
    with small_archive(context=ours.server_context(asks_for=ours)) as made:
        trusting = {"tls": True, "ca_file": ours.file}
        open_archive(made.site(**trusting, **ours.issue("us"))).echo()
        for settings in ({}, other.issue("us")):
            with refused(PacsError, "tls_refused", "small"):
                open_archive(made.site(**trusting, **settings)).echo()


def test_an_archive_that_speaks_no_tls(ours):
    with small_archive() as made, refused(PacsError, "tls_refused", "small"):
        open_archive(made.site(tls=True, ca_file=ours.file)).echo()


def test_certificates_that_are_not_there(ours, tmp_path):
    with small_archive() as made:
        site = made.site(tls=True, ca_file=str(tmp_path / "none.pem"))
        with refused(PacsError, "certificate_unusable", "small"):
            open_archive(site)


def test_dicomweb_over_https(ours, other):
    with fake_server(
        lambda path: (200, {"Content-Type": JSON}, b"[]"), ours.server_context()
    ) as fake:
        open_archive(fake.site(ca_file=ours.file)).echo()
        for settings in ({"ca_file": other.file}, {}):
            with refused(PacsError, "tls_refused", "fake", "certificate"):
                open_archive(fake.site(**settings)).echo()
        assert len(fake.paths) == 1


def test_dicomweb_with_our_certificate(ours):
    context = ours.server_context(asks_for=ours)
    with fake_server(nothing, context) as fake:
        open_archive(fake.site(ca_file=ours.file, **ours.issue("us"))).echo()
        with pytest.raises(PacsError) as told:
            open_archive(fake.site(ca_file=ours.file)).echo()
        # The other side may hang up before its reason arrives.
        assert told.value.code in ("tls_refused", "unreachable", "cut_off")
        assert len(fake.paths) == 1
