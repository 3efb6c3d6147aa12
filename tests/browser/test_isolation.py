"""One browser's volume is nothing to another, whoever has its address."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

SCRIPT = Path(__file__).with_name("viewer_script.py")


def test_the_address_of_a_volume_is_good_for_its_own_browser_only(viewer, server, stranger):
    viewer.open()
    url = viewer.traffic.volumes()[0]
    own = viewer.page.context.request.get(url)
    assert own.status == 200
    assert own.headers["cache-control"] == "no-store"
    other = stranger()
    assert other.context.request.get(url).status == 404
    # With a cookie of its own it is another browser still.
    other.goto(server.url)
    other.wait_for_selector(".stage[data-state=ready]")
    assert other.context.request.get(url).status == 404
    assert Path(urlsplit(url).path).stem not in server.log()


def test_no_script_can_read_the_cookie(viewer):
    viewer.open()
    (cookie,) = [c for c in viewer.page.context.cookies() if c["name"] == "liverlens_browser"]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert "liverlens_browser" not in viewer.page.evaluate("document.cookie")


def test_streamlits_own_pages_and_files_carry_the_policy(viewer, server):
    viewer.open()
    request = viewer.page.context.request
    for path in ("/", "/explain", "/static/none.js", "/_stcore/health", "/viewer/none/none.js"):
        headers = request.get(server.url + path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
