"""What the viewer asks of the server, what it keeps, and what it says when something fails."""

from __future__ import annotations

from pathlib import Path

SCRIPT = Path(__file__).with_name("viewer_script.py")


def test_scrolling_50_slices_sends_nothing(viewer):
    viewer.open("?findings=1")
    viewer.press("Home")
    viewer.expect_sidebar("reported 0")
    runs = viewer.runs()
    viewer.sent.clear()
    viewer.page.mouse.move(*viewer.point(64, 64))
    # One notch a frame, as from a hand; sent from within the page, since a busy test machine
    # would put pauses between notches.
    viewer.page.evaluate(
        """async () => {
          const over = document.elementFromPoint(600, 450).shadowRoot.querySelector(".stage");
          for (let notch = 0; notch < 50; notch++) {
            over.dispatchEvent(new WheelEvent("wheel", { deltaY: -100, cancelable: true }));
            await new Promise(requestAnimationFrame);
          }
        }"""
    )
    viewer.expect_slice(51)
    viewer.press("2")
    assert viewer.sent in ([], ["frame"])  # the report at rest, if that came already
    # At rest it tells the server once, which runs the script once; no image is fetched anew.
    viewer.expect_sidebar("reported 50")
    assert viewer.runs() == runs + 1
    assert set(viewer.sent) == {"frame"}


def test_a_rerun_keeps_slice_window_and_zoom_and_loads_nothing(viewer):
    viewer.open("?findings=1")
    viewer.press("PageUp", "2", "+")
    viewer.expect_sidebar("reported 35")
    before = viewer.pixels()
    viewer.sent.clear()
    viewer.rerun()
    assert not [sent for sent in viewer.sent if "volumes" in sent or "viewer" in sent]
    viewer.expect_slice(36)
    viewer.expect_window("W 400 L 40  ×1.25")
    assert viewer.differ(before, viewer.pixels()) < 0.01


def test_coming_back_to_the_page_restores_the_view_without_loading(viewer):
    viewer.open()
    viewer.press("PageUp", "2")
    viewer.expect_sidebar("reported 35")
    toggle = viewer.page.get_by_test_id("stSidebar").get_by_text("Elsewhere")
    toggle.click()
    viewer.page.get_by_text("Another page.").wait_for()
    # Keys go nowhere now.
    viewer.press("ArrowUp")
    viewer.sent.clear()
    toggle.click()
    viewer.page.wait_for_selector(".stage[data-state=ready]")
    assert not [sent for sent in viewer.sent if "volumes" in sent]
    viewer.expect_slice(36)
    viewer.expect_window("W 400 L 40")


def test_a_jump_from_the_server_holds_once(viewer):
    viewer.open()
    viewer.page.get_by_role("button", name="Jump to 10").click()
    viewer.expect_slice(11)
    viewer.expect_sidebar("reported 10")
    viewer.press("ArrowUp")
    viewer.expect_slice(12)
    viewer.expect_sidebar("reported 11")
    viewer.rerun()
    viewer.expect_slice(12)


def test_an_offered_jump_takes_along_only_who_is_still_there(viewer):
    viewer.open()
    offer = viewer.page.get_by_role("button", name="Offer 20 from 25")
    offer.click()
    viewer.expect_slice(21)
    viewer.expect_sidebar("reported 20")
    viewer.press("ArrowUp")
    viewer.expect_sidebar("reported 21")
    # Not on slice 25: the reader stays, and the server, which takes 20, hears where.
    before = viewer.runs()
    offer.click()
    viewer.expect_sidebar(f"runs {before + 2}")
    viewer.expect_sidebar("reported 21")
    viewer.expect_slice(22)


def test_a_failed_load_says_so_and_offers_a_retry(viewer):
    viewer.page.goto(f"{viewer._server.url}/?broken=1")
    status = viewer.page.locator(".status.error")
    status.wait_for()
    assert status.locator("p").inner_text() == (
        "The server no longer holds these images: open the series again."
    )
    with viewer.page.expect_response("**/nothing.nii?from=*"):
        status.get_by_role("button", name="Retry").click()
    status.wait_for()
    assert status.is_visible()


def test_without_webgl_one_sentence_says_what_is_missing(viewer):
    viewer.page.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        "  return kind === 'webgl2' ? null : get.call(this, kind, ...rest); };"
    )
    viewer.page.goto(viewer._server.url)
    status = viewer.page.locator(".status.error p")
    status.wait_for()
    assert status.inner_text().startswith("This browser offers no WebGL2")


def test_after_the_graphics_card_was_reset_the_image_comes_back(viewer):
    viewer.open()
    viewer.press("2")
    before = viewer.pixels()
    viewer.page.evaluate(
        """() => {
          const root = document.elementFromPoint(600, 450).shadowRoot;
          const gl = root.querySelector(".image canvas").getContext("webgl2");
          gl.getExtension("WEBGL_lose_context").loseContext();
        }"""
    )
    viewer.page.wait_for_selector(".stage:not([data-state=ready])")
    viewer.page.wait_for_selector(".stage[data-state=ready]")
    viewer.expect_window("W 400 L 40")
    assert viewer.differ(before, viewer.pixels()) < 0.01


def test_the_log_names_no_volume_and_home_stays_empty(viewer, server):
    viewer.open()
    # asyncio's word for a page that was closed while it was being sent something.
    closed = "socket.send() raised exception."
    lines = [line for line in server.log().splitlines() if line != closed]
    assert lines == [f"LiverLens: {server.url}  (Ctrl+C stops it)"]
    assert list(server.home.iterdir()) == []
