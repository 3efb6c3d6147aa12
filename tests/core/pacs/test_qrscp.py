"""A second archive, which is here wherever Orthanc is not: pynetdicom's qrscp."""

from dataclasses import replace

import pytest

from core.dicom import load_series
from core.errors import PacsError
from core.pacs import FolderTarget, Query, fetch_series, open_archive, send_files
from core.shipped import shipped
from tests.core.pacs.qrscp_server import qrscp
from tests.core.pacs.test_orthanc import pixels_onwards
from tests.core.refused import refused

N_FILES = 16


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """With half a series in it."""
    with qrscp(tmp_path_factory.mktemp("qrscp")) as running:
        sent = send_files(open_archive(running), files())
        assert (len(sent.arrived), sent.unconfirmed, sent.refused) == (N_FILES, (), ())
        yield running


def files():
    return sorted(shipped("sample_scans").joinpath("malignant").iterdir())[:N_FILES]


@pytest.fixture(scope="module")
def tags():
    return load_series(files()).tags


def test_a_study_is_found_once_though_it_answers_once_for_each_file(site, tags):
    archive = open_archive(site)
    for query in (Query(study_uid=tags.study_uid), Query(patient_id="*", modality="CT")):
        (study,) = archive.find_studies(query).rows
        assert study.study_uid == tags.study_uid
    (series,) = archive.find_series(tags.study_uid)
    assert series.modality == "CT"
    assert len(archive.instance_uids(tags.study_uid, series.series_uid)) == N_FILES
    assert archive.find_studies(Query(study_uid="1.2.3")).rows == ()


@pytest.mark.parametrize("how", ["get", "move"])
def test_it_comes_back_byte_for_byte(site, tags, tmp_path, how):
    archive = open_archive(replace(site, retrieve=how))
    (series,) = archive.find_series(tags.study_uid)
    came = fetch_series(archive, series, FolderTarget(tmp_path / how))
    assert came.n_files == N_FILES
    bodies = {pixels_onwards(path.read_bytes()) for path in (tmp_path / how).iterdir()}
    assert bodies == {pixels_onwards(path.read_bytes()) for path in files()}


def test_c_move_to_somebody_it_does_not_know(site, tags, tmp_path):
    archive = open_archive(replace(site, retrieve="move", our_ae_title="STRANGER"))
    (series,) = archive.find_series(tags.study_uid)
    with refused(PacsError, "move_target_unknown", "STRANGER"):
        fetch_series(archive, series, FolderTarget(tmp_path / "in"))
    assert list(tmp_path.iterdir()) == []
