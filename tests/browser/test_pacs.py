"""From a search in a (fake) archive to a series in Review, by hand and by a link."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from core.pacs.instance import read_instance
from core.pacs.sending import dicom_files
from core.shipped import shipped
from tests.core.pacs.made_files import JSON, MULTIPART, as_json, fake_server, multipart

PATIENCE = 120_000
BODIES = [path.read_bytes() for path in dicom_files([shipped("sample_scans") / "malignant"])]
SAMPLE = read_instance(BODIES[0])


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
    row(SAMPLE.series_uid, 4, "Abdomen portal venous 4 mm", len(BODIES)),
]
STUDY = {
    "0020000D": {"Value": [SAMPLE.study_uid]},
    "00100020": {"Value": ["4711"]},
    "00081030": {"Value": ["CT abdomen"]},
}


def answer(path: str):
    path = path.partition("?")[0]
    if path.endswith("/studies"):
        return 200, {"Content-Type": JSON}, as_json([STUDY])
    if path.endswith("/series"):
        return 200, {"Content-Type": JSON}, as_json(SERIES)
    return 200, {"Content-Type": MULTIPART}, multipart(BODIES)


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    with fake_server(answer) as fake:
        path = tmp_path_factory.mktemp("pacs") / "pacs.toml"
        path.write_text(
            f'[site.main]\nprotocol = "dicomweb"\nurl = "{fake.url}"\nmay_link = true\n'
        )
        yield path


@pytest.fixture(scope="module")
def server(sites, tmp_path_factory):
    from tools.server import Server

    with Server(
        tmp_path_factory.mktemp("server"), environment=lambda port: {"LIVERLENS_PACS": str(sites)}
    ) as running:
        yield running


def test_a_study_is_found_and_opened_then_again_by_a_link(page, server):
    page.set_default_timeout(PATIENCE)
    page.goto(f"{server.url}/pacs")
    page.get_by_label("Patient number").fill("4711")
    page.get_by_role("button", name="Search").click()
    page.locator("tr", has_text="CT abdomen").locator("input").click()
    best = page.locator("tr", has_text="Abdomen portal venous")
    expect(best.locator("input")).to_be_checked(timeout=PATIENCE)
    expect(best).to_contain_text("best")
    page.get_by_role("button", name="Open in Review").click()
    expect(page.get_by_role("button", name="Run analysis")).to_be_visible(timeout=PATIENCE)
    assert "4711" not in page.url.removeprefix(server.url)

    page.goto(f"{server.url}/?study={SAMPLE.study_uid}")
    expect(page.get_by_role("button", name="Run analysis")).to_be_visible(timeout=PATIENCE)
    assert SAMPLE.study_uid not in page.url
