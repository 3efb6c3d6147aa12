"""What browsers see and keep, searched for the planted patient (tests/privacy/planted.py).

`Watch(chromium, downloads)` follows every context of a browser, whoever makes it: the addresses
that its pages go to and ask for, their titles, what they say in the console, what they keep (local
and session storage, IndexedDB, cookies, caches, the private file system), what stands on them, and
what was downloaded. Each is searched when the context is closed.
"""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.privacy.files import traces_in_file
from tests.privacy.traces import traces_in

#: Titles come and go, and session storage goes with its page: each write is told in the console.
_TELL = """(() => {
  const tell = (place, ...words) => console.debug(`watch ${place}: ${words.join(" ")}`);
  const title = Object.getOwnPropertyDescriptor(Document.prototype, "title");
  Object.defineProperty(Document.prototype, "title", {
    ...title,
    set(words) {
      tell("title", words);
      title.set.call(this, words);
    },
  });
  const setItem = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    tell(this === window.sessionStorage ? "session storage" : "local storage", key, value);
    return setItem.call(this, key, value);
  };
})();"""

#: Streamlit's pages have a few hundred elements; what is not in the text is in attributes.
_SHOWN = "() => document.documentElement.outerHTML"
_KEPT_BY_PAGE = """async () => {
  const caches = [];
  for (const name of "caches" in window ? await window.caches.keys() : []) {
    const cache = await window.caches.open(name);
    for (const request of await cache.keys()) {
      caches.push([name, request.url, await (await cache.match(request)).text()]);
    }
  }
  return { title: document.title, session: { ...sessionStorage }, caches };
}"""


class Watch:
    """Of one browser, over all its contexts."""

    def __init__(self, browser: Browser, downloads: Path) -> None:
        """`downloads` is the folder that the browser was told to put files into."""
        self._downloads = downloads
        #: Place -> kinds of traces found there, since it was last emptied.
        self._found: dict[str, set[str]] = {}
        #: How many contexts were looked through.
        self.looked = 0
        make = browser.new_context
        browser.new_context = lambda **options: self._follow(make(**options))

    def take(self) -> dict[str, set[str]]:
        """{place: kinds of traces} since the last time."""
        found, self._found = self._found, {}
        return found

    def _follow(self, context: BrowserContext) -> BrowserContext:
        context.add_init_script(_TELL)
        context.on("request", lambda request: self._note("URL", request.url))
        context.on("page", self._follow_page)
        close = context.close

        def look_and_close(**options: str) -> None:
            try:
                self._look(context)
            finally:
                close(**options)

        context.close = look_and_close
        return context

    def _follow_page(self, page: Page) -> None:
        page.on("framenavigated", lambda frame: self._note("URL", frame.url))
        page.on("websocket", lambda socket: self._note("URL", socket.url))
        page.on("pageerror", lambda error: self._note("console", str(error)))
        page.on("console", lambda said: self._note_said(said.text))

    def _note_said(self, text: str) -> None:
        told, _, words = text.partition(": ")
        place = told.removeprefix("watch ") if told.startswith("watch ") else "console"
        self._note(place, words if place != "console" else text)

    def _note(self, place: str, text: str) -> None:
        self._take_in(place, traces_in(text))

    def _take_in(self, place: str, traces: set[str]) -> None:
        if traces:
            self._found.setdefault(place, set()).update(traces)

    def _look(self, context: BrowserContext) -> None:
        self.looked += 1
        for page in context.pages:
            # An empty page belongs to no site, and keeps nothing.
            if not page.url.startswith("http"):
                continue
            kept = page.evaluate(_KEPT_BY_PAGE)
            self._note("title", kept["title"])
            self._note("session storage", json.dumps(kept["session"]))
            self._note("cache", json.dumps(kept["caches"]))
            self._note("page", page.evaluate(_SHOWN))
        state = context.storage_state(indexed_db=True, opfs=True)
        self._note("cookie", json.dumps(state["cookies"]))
        for origin in state["origins"]:
            for place, held in origin.items():
                self._note(_NAMES.get(place, place), json.dumps(held))
        for file in self._downloads.iterdir():
            self._take_in("download", traces_in_file(file))


#: Of parts of Playwright's storage state.
_NAMES = {"localStorage": "local storage", "indexedDB": "IndexedDB", "opfs": "file system"}
