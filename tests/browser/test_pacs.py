"""The page PACS in Chromium: from a search to a series in Review, by hand and by a link, and
results back into a real archive."""

from __future__ import annotations

import functools
import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect
from pydicom import dcmread

from core.pacs import Site, open_archive, send_files
from core.pacs.instance import read_instance
from core.pacs.sending import dicom_files
from core.phantom import make_phantom, write_dicom
from core.shipped import shipped
from tests.browser.navigation import at_rest, click
from tests.browser.running import running
from tests.core.pacs import orthanc_server
from tests.core.pacs.made_files import JSON, MULTIPART, as_json, fake_server, multipart
from tests.privacy.planted import NAME, PATIENT_ID, plant, plant_in_files, to_bytes

FILES = dicom_files([shipped("sample_scans") / "malignant"])
SAMPLE = read_instance(FILES[0].read_bytes())
ACCESSION, UNKNOWN = "A-17", "A-99"


def row(uid: str, number: int, text: str, images: int) -> dict:
    return {
        "0020000D": {"Value": [SAMPLE.study_uid]},
        "0020000E": {"Value": [uid]},
        "00200011": {"Value": [number]},
        "00080060": {"Value": ["CT"]},
        "0008103E": {"Value": [text]},
        "00201209": {"Value": [images]},
    }


SERIES = [
    row("1.2.5.1", 1, "Topogram", 2),
    row(SAMPLE.series_uid, 4, "Abdomen portal venous 4 mm", len(FILES)),
]
STUDY = {
    "0020000D": {"Value": [SAMPLE.study_uid]},
    "00100010": {"Value": [{"Alphabetic": NAME}]},
    "00100020": {"Value": [PATIENT_ID]},
    "00080050": {"Value": [ACCESSION]},
    "00081030": {"Value": ["CT abdomen"]},
}


@functools.cache
def planted_files() -> list[bytes]:
    return [to_bytes(plant(dcmread(path))) for path in FILES]


def answer(path: str):
    path, _, asked = path.partition("?")
    if path.endswith("/studies"):
        return 200, {"Content-Type": JSON}, as_json([] if UNKNOWN in asked else [STUDY])
    if path.endswith("/series"):
        return 200, {"Content-Type": JSON}, as_json(SERIES)
    return 200, {"Content-Type": MULTIPART}, multipart(planted_files())


@pytest.fixture(scope="module")
def orthanc(tmp_path_factory):
    """The program, or why it can't be had."""
    reason = orthanc_server.why_not()
    if reason:
        yield reason
        return
    with orthanc_server.orthanc_server(tmp_path_factory.mktemp("orthanc")) as running:
        yield running


@pytest.fixture(scope="module")
def sites(tmp_path_factory, orthanc):
    with ExitStack() as stack:
        fake = stack.enter_context(fake_server(answer))
        text = f'[site.main]\nprotocol = "dicomweb"\nurl = "{fake.url}"\nmay_link = true\n'
        if not isinstance(orthanc, str):
            port = stack.enter_context(orthanc_server.forwarded(orthanc, orthanc_server.HTTP_PORT))
            text += (
                f'[site.orthanc]\nprotocol = "dicomweb"\ntitle = "Orthanc"\nmay_send = true\n'
                f'url = "http://127.0.0.1:{port}/dicom-web"\n'
                'user = "ada"\npassword_env = "ORTHANC_PASSWORD"\n'
            )
        path = tmp_path_factory.mktemp("pacs") / "pacs.toml"
        path.write_text(text)
        yield path


@pytest.fixture(scope="module")
def server(sites, tmp_path_factory, samples):
    with running(
        tmp_path_factory.mktemp("server"),
        samples,
        environment=lambda port: {"LIVERLENS_PACS": str(sites), "ORTHANC_PASSWORD": "secret"},
    ) as server:
        yield server


def choose_archive(page, name: str) -> None:
    box = page.locator(".st-key-pacs-site").get_by_role("combobox")
    click(box)
    page.get_by_role("option", name=name).click()
    expect(box).to_have_value(name)


def search(page, number: str) -> None:
    """For the studies of a patient."""
    field = page.get_by_label("Patient number")
    field.wait_for()
    at_rest(page)
    field.fill(number)
    page.get_by_role("button", name="Search").click()


@pytest.mark.asked_for("page")
def test_a_study_is_found_and_opened_then_again_by_a_link(page, server):
    page.goto(f"{server.url}/pacs")
    search(page, PATIENT_ID)
    click(page.locator("tr", has_text="CT abdomen").locator("input"))
    best = page.locator("tr", has_text="Abdomen portal venous")
    expect(best.locator("input")).to_be_checked()
    expect(best).to_contain_text("best")
    click(page.get_by_role("button", name="Open in Review"))
    expect(page.get_by_role("button", name="Run analysis")).to_be_visible()

    page.goto(f"{server.url}/?study={SAMPLE.study_uid}")
    expect(page.get_by_role("button", name="Run analysis")).to_be_visible()
    assert SAMPLE.study_uid not in page.url
    page.wait_for_url(re.compile("series="))

    # A number that the archive does not know: a sentence, and what was open is still there.
    page.goto(f"{server.url}/?accession={UNKNOWN}")
    expect(page.get_by_text("no such study")).to_be_visible()
    assert UNKNOWN not in page.url
    expect(page.get_by_role("button", name=re.compile("^Show Portal venous"))).to_be_visible()


@pytest.mark.asked_for("page")
def test_results_go_back_into_a_real_archive(page, server, orthanc, monkeypatch, tmp_path):
    if isinstance(orthanc, str):
        pytest.skip(orthanc)
    monkeypatch.setenv("ORTHANC_PASSWORD", "secret")
    phantom = make_phantom("malignant", n_slices=24, size=128, seed=7)
    plant_in_files(write_dicom(phantom, tmp_path / "ct"))
    site = Site(
        "web",
        "dicomweb",
        url=f"http://127.0.0.1:{orthanc_server.HTTP_PORT}/dicom-web",
        user="ada",
        password_env="ORTHANC_PASSWORD",
        may_send=True,
    )
    files = dicom_files([tmp_path / "ct"])
    assert len(orthanc.inside(lambda: send_files(open_archive(site), files)).arrived) == 24

    page.goto(f"{server.url}/pacs")
    choose_archive(page, "Orthanc")
    search(page, PATIENT_ID)
    click(page.locator("tr", has_text=PATIENT_ID).locator("input"))
    click(page.get_by_role("button", name="Open in Review"))
    click(page.get_by_role("button", name="Run analysis"))
    export = page.get_by_role("button", name="Export")
    export.wait_for()
    click(export)
    click(page.get_by_role("button", name="Send to Orthanc"))
    # The menu is a dialog too.
    dialog = page.get_by_test_id("stDialog")
    expect(dialog).to_contain_text("127.0.0.1")
    # The report's heatmaps take longer than the rest.
    click(dialog.get_by_text("Report (PDF)"))
    expect(dialog.get_by_role("checkbox", name="Report (PDF)")).not_to_be_checked()
    click(dialog.get_by_role("button", name="Send", exact=True))
    said = page.get_by_text(re.compile("Orthanc has all .* objects: outlines, measurements"))
    expect(said).to_be_visible()

    def there():
        archive, study = open_archive(site), phantom.series.tags.study_uid
        series = archive.find_series(study)
        return {one.modality: len(archive.instance_uids(study, one.series_uid)) for one in series}

    found = orthanc.inside(there)
    assert found.pop("CT") == 24
    assert found["SEG"] == found["SR"] == 1
    assert sum(found.values()) == int(re.search(r"all (\d+)", said.inner_text())[1])
