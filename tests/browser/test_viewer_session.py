"""What the viewer asks of the server, what it keeps, and what it says when something fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.picture import changed, picture_when, still_picture

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

from tests.browser.navigation import click  # noqa: E402  needs playwright
from tests.browser.viewer import Viewer  # noqa: E402
from tools.server import Server  # noqa: E402

SCRIPT = Path(__file__).with_name("viewer_script.py")


def test_scrolling_50_slices_sends_nothing(viewer):
    viewer.open("?findings=1")
    viewer.press("Home")
    run = viewer.expect_reported(0)
    viewer.traffic.clear()
    # One notch per frame, as from a hand, then another window; sent from within the page, since a
    # busy machine would put rests between them.
    viewer.stage.evaluate(
        """async (stage) => {
          for (let notch = 0; notch < 50; notch++) {
            stage.dispatchEvent(new WheelEvent("wheel", { deltaY: -100, cancelable: true }));
            await new Promise(requestAnimationFrame);
          }
          window.dispatchEvent(new KeyboardEvent("keydown", { key: "2" }));
        }"""
    )
    viewer.expect_slice(51)
    viewer.expect_window("W 400 L 40")
    # At rest it tells the server once, which runs the script once; no image is fetched again.
    viewer.expect_run(run + 1, 50, "400/40")
    viewer.rerun(run + 2, 50, "400/40")
    assert viewer.traffic.reruns == 2
    assert viewer.traffic.requests == []


def test_a_drag_tells_the_server_of_the_window_once_it_has_ended(viewer):
    viewer.open()
    run = viewer.expect_reported(25)
    viewer.traffic.clear()
    x, y = viewer.point(64, 64)
    mouse = viewer.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 40, y)
    viewer.expect_window("W 180 L 100")
    mouse.move(x + 80, y + 40)
    viewer.expect_window("W 200 L 120")
    # The hand holds still: a run of the script from elsewhere is the only one.
    viewer.page.get_by_role("button", name="Rerun").evaluate("(button) => button.click()")
    viewer.expect_run(run + 1, 25)
    mouse.up()
    viewer.expect_run(run + 2, 25, "200/120")
    assert viewer.traffic.reruns == 2


def test_a_rerun_keeps_slice_window_and_zoom_and_loads_nothing(viewer):
    viewer.open("?findings=1")
    viewer.press("PageUp", "2", "+")
    run = viewer.expect_reported(35, "400/40")
    before = viewer.pixels()
    viewer.traffic.clear()
    viewer.rerun(run + 1, 35, "400/40")
    assert viewer.traffic.requests == []
    viewer.expect_slice(36)
    viewer.expect_window("W 400 L 40  ×1.25")
    viewer.pixels_when(lambda now: changed(before, now) < 0.01)


def test_coming_back_to_the_page_restores_the_view_without_loading(viewer):
    viewer.open()
    viewer.press("PageUp", "2")
    viewer.expect_reported(35, "400/40")
    toggle = viewer.page.get_by_test_id("stSidebar").get_by_text("Elsewhere")
    toggle.click()
    viewer.page.get_by_text("Another page.").wait_for()
    # Keys go nowhere now.
    viewer.press("ArrowUp")
    viewer.traffic.clear()
    toggle.click()
    viewer.wait_for_image()
    assert viewer.traffic.volumes() == []
    viewer.expect_slice(36)
    viewer.expect_window("W 400 L 40")
    viewer.expect_reported(35, "400/40")


def test_a_jump_from_the_server_holds_once(viewer):
    viewer.open()
    click(viewer.page.get_by_role("button", name="Jump to 10"))
    viewer.expect_slice(11)
    viewer.expect_reported(10)
    viewer.press("ArrowUp")
    viewer.expect_slice(12)
    run = viewer.expect_reported(11)
    viewer.rerun(run + 1, 11)
    viewer.expect_slice(12)


def test_an_offered_jump_moves_only_a_reader_who_is_still_there(viewer):
    viewer.open()
    offer = viewer.page.get_by_role("button", name="Offer 20 from 25")
    click(offer)
    viewer.expect_slice(21)
    viewer.expect_reported(20)
    viewer.press("ArrowUp")
    run = viewer.expect_reported(21)
    # Not on slice 25: the reader stays, and the server, which takes 20, hears where.
    click(offer)
    viewer.expect_run(run + 2, 21)
    viewer.expect_slice(22)


def test_a_failed_load_says_so_and_offers_a_retry(viewer, server):
    viewer.page.goto(f"{server.url}/?broken=1")
    status = viewer.page.locator(".status.error")
    expect(status.locator("p")).to_have_text(
        "The server no longer holds these images: open the series again."
    )
    with viewer.page.expect_response("**/nothing.nii?from=*"):
        status.get_by_role("button", name="Retry").click()
    expect(status).to_be_visible()


def test_without_webgl_the_slices_work_and_3d_says_what_is_missing(viewer):
    viewer.page.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        "  return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest); };"
    )
    viewer.open()
    before = viewer.pixels()
    viewer.press("ArrowUp", "2")
    viewer.pixels_when(lambda now: changed(before, now) > 0.2)
    viewer.press("0")
    words = viewer.page.locator(".volume-start p")
    expect(words).to_contain_text("This browser offers no WebGL2")
    viewer.press("0")
    viewer.expect_slice(27)


def test_niivue_is_fetched_for_the_3d_view_alone(viewer):
    viewer.open("?findings=1")
    viewer.press("v", "v", "ArrowUp", "u")
    assert not any("niivue" in url for url in viewer.traffic.requests)
    viewer.page.get_by_role("button", name="Show in 3-D").click()
    viewer.page.wait_for_selector(".volume[data-state=ready]")
    assert sum("niivue" in url for url in viewer.traffic.requests) == 1
    # Red where the lesion is, once it is drawn.
    volume = viewer.page.locator(".volume")
    picture_when(volume, lambda now: (now[..., 0] - now[..., 1] > 60).sum() > 50)
    before = still_picture(volume)
    box = volume.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    viewer.drag(middle, (middle[0] + 80, middle[1]))
    picture_when(volume, lambda now: changed(before, now) > 0.01)


def test_the_log_names_no_volume_and_home_stays_empty(page, tmp_path):
    # As operators run it: the server of the other tests logs everything.
    with Server(tmp_path, script=SCRIPT) as server:
        Viewer(page, server).open()
        # asyncio's word for a page that was closed while it was being sent something.
        closed = "socket.send() raised exception."
        lines = [line for line in server.log().splitlines() if line != closed]
        assert lines == [f"LiverLens: {server.url}  (Ctrl+C stops it)"]
        assert list(server.home.iterdir()) == []
        page.close()
