"""A real archive: find, get by WADO, C-GET and C-MOVE, send, read back byte for byte, receive."""

from dataclasses import replace

import pytest

from core.dicom import load_series
from core.dicom_results import dicom_results
from core.errors import PacsError
from core.pacs import (
    FolderTarget,
    Outcome,
    Query,
    Site,
    choose_series,
    fetch_series,
    open_archive,
    send_files,
    store_objects,
)
from core.shipped import shipped
from tests.core.export.dicom import made
from tests.core.pacs import orthanc_server
from tests.core.refused import refused

WEB = Site(
    "web",
    "dicomweb",
    url=f"http://127.0.0.1:{orthanc_server.HTTP_PORT}/dicom-web",
    user="ada",
    password_env="ORTHANC_PASSWORD",
    may_send=True,
)
GET = Site(
    "get",
    "dimse",
    host="127.0.0.1",
    port=orthanc_server.DICOM_PORT,
    ae_title="ORTHANC",
    may_send=True,
)
MOVE = replace(GET, name="move", retrieve="move", move_port=orthanc_server.MOVE_PORT)


@pytest.fixture(scope="module")
def orthanc(tmp_path_factory):
    reason = orthanc_server.why_not()
    if reason:
        pytest.skip(reason)
    with orthanc_server.orthanc_server(tmp_path_factory.mktemp("orthanc")) as server:
        yield server


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("ORTHANC_PASSWORD", "secret")


def files():
    return sorted(shipped("sample_scans").joinpath("malignant").iterdir())


def pixels_onwards(body: bytes) -> bytes:
    """From Specific Character Set on: an archive writes the file's meta group anew."""
    return body[body.index(b"\x08\x00\x05\x00CS") :]


def test_sent_by_stow_and_read_back_three_ways_byte_for_byte(orthanc, tmp_path):
    sent = orthanc.inside(lambda: send_files(open_archive(WEB), files()))
    assert (len(sent.arrived), sent.unconfirmed, sent.refused) == (48, (), ())
    original = load_series(files())
    query = Query(study_uid=original.tags.study_uid)
    expected = {pixels_onwards(path.read_bytes()) for path in files()}
    for site in (WEB, GET, MOVE):

        def bring(site=site):
            archive = open_archive(site)
            archive.echo()
            (study,) = archive.find_studies(query).rows
            (choice,) = choose_series(archive.find_series(study.study_uid))
            fetch_series(archive, choice.series, FolderTarget(tmp_path / site.name))
            return study, choice

        study, choice = orthanc.inside(bring)
        assert (study.n_series, study.n_instances, study.modalities) == (1, 48, ("CT",))
        # 4 portal-venous, 2 abdomen, 1 soft kernel, 1 for slices of 4.17 mm.
        assert (choice.points, choice.series.thickness_mm) == (8, 4.17)
        bodies = [path.read_bytes() for path in (tmp_path / site.name).iterdir()]
        assert {pixels_onwards(body) for body in bodies} == expected
        assert (load_series([tmp_path / site.name]).volume == original.volume).all()


def test_sent_by_c_store_and_searched_by_part_of_the_body(orthanc):
    def send_and_find():
        archive = open_archive(GET)
        sent = send_files(archive, files()[:20])
        found = open_archive(WEB).find_studies(Query(body_part="abdomen", modality="CT"))
        nothing = archive.find_studies(Query(body_part="head", modality="CT"))
        return sent, found, nothing

    sent, found, nothing = orthanc.inside(send_and_find)
    assert len(sent.arrived) == 20
    assert len(found.rows) == 1
    assert nothing.rows == ()


def test_results_are_stored_once_by_either_protocol_from_memory(orthanc):
    results = dicom_results(made.analysed(), made.MODEL, kinds=("seg", "sr"), made_at=made.WHEN)
    seg, sr = results.files
    ct = (made.ct().tags.study_uid, made.ct().uid)

    def store():
        # The SEG by C-STORE; STOW then sends only the report.
        first = store_objects(open_archive(GET), {seg: results.files[seg]}, ct=ct)
        second = store_objects(open_archive(WEB), results.files, ct=ct)
        return first, second, store_objects(open_archive(GET), results.files, ct=ct)

    first, second, third = orthanc.inside(store)
    assert first == Outcome(new=(seg,), has_ct=False)
    assert second == Outcome(new=(sr,), known=(seg,), has_ct=False)
    assert third == Outcome(known=(seg, sr), has_ct=False)


def test_wrong_credentials(orthanc, monkeypatch):
    monkeypatch.setenv("ORTHANC_PASSWORD", "wrong")
    with refused(PacsError, "not_allowed", "web"):
        orthanc.inside(lambda: open_archive(WEB).echo())
