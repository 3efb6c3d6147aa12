"""What browsers show and keep, searched for the planted patient (tests/privacy/planted.py).

`Watch(downloads)` follows contexts of browsers: the addresses that their pages go to and ask for,
their titles, what they say in the console, what they keep (local and session storage, IndexedDB,
cookies, caches, the private file system), what stands on them, and what was downloaded. What says
and asks is searched at once, the rest in `look`.
"""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page

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

#: {place: what is there}. Playwright's `storage_state` would open each site again that the context
#: was ever on. Of a page the whole HTML counts: what is not in its text is in attributes.
_KEPT_BY_PAGE = """async () => {
  const done = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const cached = [];
  for (const name of "caches" in window ? await caches.keys() : []) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      cached.push([name, request.url, await (await cache.match(request))?.text()]);
    }
  }
  const stored = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([done(all.getAllKeys()), done(all.getAll())]);
      stored.push([name, store, keys, values]);
    }
    database.close();
  }
  const files = [];
  const list = async (folder) => {
    for await (const [name, handle] of folder.entries()) {
      files.push([name]);
      if (handle.kind === "directory") await list(handle);
      else files.push([await (await handle.getFile()).text()]);
    }
  };
  if (navigator.storage?.getDirectory) await list(await navigator.storage.getDirectory());
  const numbers = (_, value) => ArrayBuffer.isView(value) ? Array.from(value, Number)
    : typeof value === "bigint" ? `${value}` : value;
  return {
    title: document.title,
    "local storage": JSON.stringify({ ...localStorage }),
    "session storage": JSON.stringify({ ...sessionStorage }),
    cache: JSON.stringify(cached),
    IndexedDB: JSON.stringify(stored, numbers),
    "file system": JSON.stringify(files),
    page: document.documentElement.outerHTML,
  };
}"""
#: A page that is just going elsewhere is asked again.
_TRIES = 5


class Watch:
    """Of all browsers."""

    def __init__(self, downloads: Path) -> None:
        """`downloads` is the folder that the browsers were told to put files into."""
        self._downloads = downloads
        #: Name and size of each file there that was searched.
        self._searched: set[tuple[str, int]] = set()
        #: Place -> kinds of traces found there, since it was last emptied.
        self._found: dict[str, set[str]] = {}
        #: How often contexts were looked through.
        self.looked = 0

    def take(self) -> dict[str, set[str]]:
        """{place: kinds of traces} since the last time."""
        found, self._found = self._found, {}
        return found

    def follow_all(self, browser: Browser) -> None:
        """Follows every context of it, whoever makes it, and looks at each when it is closed."""
        make = browser.new_context
        browser.new_context = lambda **options: self._look_at_the_end(make(**options))

    def follow(self, context: BrowserContext) -> BrowserContext:
        context.add_init_script(_TELL)
        context.on("request", lambda request: self._note("URL", request.url))
        context.on("page", self._follow_page)
        return context

    def look(self, context: BrowserContext) -> None:
        """Searches what its open pages show and keep, its cookies, and what was downloaded."""
        self.looked += 1
        for page in context.pages:
            # An empty page belongs to no site, and keeps nothing.
            if page.url.startswith("http"):
                for place, kept in _kept_by(page).items():
                    self._note(place, kept)
        self._note("cookie", json.dumps(context.cookies()))
        for file in self._downloads.iterdir():
            known = file.name, file.stat().st_size
            if known not in self._searched:
                self._searched.add(known)
                self._take_in("download", traces_in_file(file))

    def _look_at_the_end(self, context: BrowserContext) -> BrowserContext:
        self.follow(context)
        close = context.close

        def look_and_close(**options: str) -> None:
            try:
                self.look(context)
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


def _kept_by(page: Page) -> dict[str, str]:
    for _ in range(_TRIES - 1):
        try:
            return page.evaluate(_KEPT_BY_PAGE)
        except Error as error:
            if "context was destroyed" not in str(error):
                raise
            page.wait_for_load_state()
    return page.evaluate(_KEPT_BY_PAGE)
