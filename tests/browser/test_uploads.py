"""Files dropped anywhere on the page, in a real Chromium."""

from __future__ import annotations

import re
import zipfile

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.dropped import drag, drop, nested_folder  # noqa: E402
from tests.browser.navigation import click, go_to  # noqa: E402
from tests.browser.picture import until  # noqa: E402

expect = sync_api.expect


def uploads_of(page) -> list[str]:
    """What the page sends, from now on."""
    sent: list[str] = []
    page.on(
        "request",
        lambda asked: (
            sent.append(asked.url) if asked.method == "POST" and "/uploads/" in asked.url else None
        ),
    )
    return sent


def hold_back_uploads(page) -> list:
    """Requests that send files wait until the test lets them go."""
    held: list = []
    page.route(
        re.compile(r"/uploads/[^/]+\?for="),
        lambda route: held.append(route),
    )
    return held


def test_a_nested_folder_of_1200_files_is_one_request_and_opens(app, tmp_path):
    folder = nested_folder(tmp_path, n_series=3, n_slices=400)
    sent = uploads_of(app)
    drag(app, "dragEnter", folder)
    expect(app.locator(".ll-veil")).to_be_visible()
    drag(app, "dragOver", folder)
    drag(app, "drop", folder)
    app.wait_for_selector(".stage[data-state=ready]")
    expect(app.locator(".ll-chip")).to_contain_text("400 slices")
    expect(app.locator("[class*=st-key-card-]")).to_have_count(3)
    expect(app.locator(".ll-veil")).to_have_count(0)
    expect(app.locator(".ll-upload")).to_have_count(0)
    assert len(sent) == 1


def test_the_card_counts_files_and_bytes_and_cancels(app, tmp_path):
    folder = nested_folder(tmp_path, n_series=1, n_slices=30)
    held = hold_back_uploads(app)
    drop(app, folder)
    card = app.locator(".ll-upload")
    expect(card).to_contain_text(re.compile(r"Sending: \d+ of 30 files, 0\.\d of 0\.\d MB"))
    expect(card.get_by_role("progressbar")).to_be_visible()
    until(app, lambda: len(held) == 1)
    # Another drop waits behind it.
    drop(app, folder)
    until(app, lambda: app.evaluate("window.liverlensUploads.waiting.length") == 1)
    card.get_by_role("button", name="Cancel").click()
    expect(card).to_have_count(0)
    app.unroute_all(behavior="ignoreErrors")
    assert len(held) == 1
    expect(app.get_by_text("Open a CT of the liver")).to_be_visible()
    # It takes the next one.
    drop(app, folder)
    app.wait_for_selector(".stage[data-state=ready]")


def test_files_drop_on_any_page_and_beside_an_open_series(app, tmp_path):
    go_to(app, "Models")
    folder = nested_folder(tmp_path / "one", n_series=1, n_slices=12)
    drop(app, folder)
    expect(app.locator("[class*=st-key-card-]")).to_have_count(1)
    go_to(app, "Review")
    app.wait_for_selector(".stage[data-state=ready]")
    # A zip and single files, over the image itself.
    other = nested_folder(tmp_path / "two", n_series=2, n_slices=14) / "SERIES1"
    archive = tmp_path / "series.zip"
    with zipfile.ZipFile(archive, "w") as bundle:
        for file in sorted(path for path in other.rglob("*") if path.is_file()):
            bundle.write(file, file.name)
    drop(app, archive, at=(700, 450))
    expect(app.locator("[class*=st-key-card-]")).to_have_count(2)
    expect(app.locator(".ll-chip")).to_contain_text("14 slices")


def test_what_the_server_refuses_is_one_sentence_on_the_page(app, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleague")
    app.route(
        re.compile(r"/uploads/[^/]+\?bytes="),
        lambda route: route.fulfill(status=413, body="The server is full."),
    )
    drop(app, letter)
    card = app.locator(".ll-upload")
    expect(card).to_contain_text("The server is full.")
    expect(card.get_by_role("progressbar")).to_have_count(0)
    click(card.get_by_role("button", name="Dismiss"))
    expect(card).to_have_count(0)


def test_an_empty_folder_says_so(app, tmp_path):
    (tmp_path / "empty" / "deeper").mkdir(parents=True)
    drop(app, tmp_path / "empty")
    expect(app.locator(".ll-upload")).to_contain_text("There is no file in what was dropped")


def test_the_first_slice_shows_while_the_rest_arrives(app, samples):
    line = app.context.new_cdp_session(app)
    line.send("Network.enable")
    # 4.7 MB at 600 kB/s.
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 600_000}
    line.send("Network.emulateNetworkConditions", slow)
    drop(app, samples / "malignant")
    card = app.locator(".ll-upload")
    card.get_by_role("img", name="The first slice that has arrived").wait_for()
    expect(card).to_contain_text("of 48 files")
    width = card.locator("img").evaluate("(img) => img.decode().then(() => img.naturalWidth)")
    assert width == 256
    expect(app.get_by_text("Open a CT of the liver")).to_be_visible()
    line.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    app.wait_for_selector(".stage[data-state=ready]")
    expect(card).to_have_count(0)
