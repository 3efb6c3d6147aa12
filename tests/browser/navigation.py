"""Where a reader goes by a click: to another page, or where a point of a chart leads."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, TimeoutError, expect

#: In which a click that was taken shows, two cores and other work beside it.
_TAKEN_MS = 30_000


def go_to(page: Page, title: str) -> None:
    """Click a page's name at the top; return when what the page before it drew is gone.

    Streamlit leaves that in the document until the new page's script has run to its end.
    """
    at_rest(page)
    link = page.locator(".st-key-pages").get_by_role("link", name=title, exact=True)
    path = (link.get_attribute("href") or "").strip("/")
    link.click()
    page.wait_for_url(lambda url: urlsplit(url).path.strip("/") == path)
    at_rest(page)


def at_rest(page: Page) -> None:
    """Wait until no script runs: nothing is about to be redrawn under a click."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def click(button: Locator) -> None:
    """Click once no script runs: a click that falls into a redrawing can be lost."""
    button.wait_for()
    at_rest(button.page)
    button.click()


def click_point(point: Locator, shown: Locator) -> None:
    """Click a point of a chart until what it leads to is shown.

    A click that falls into the redrawing of a chart is lost, and nothing in the document says
    that one is due.
    """
    at_rest(point.page)
    for _ in range(3):
        point.click(force=True)
        try:
            shown.wait_for(timeout=_TAKEN_MS)
            return
        except TimeoutError:
            continue
    shown.wait_for()
