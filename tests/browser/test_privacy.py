"""The search that every browser test ends with (conftest.py) finds each kind of trace."""

from __future__ import annotations

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.privacy.planted import NAME  # noqa: E402

#: Every place where a page can keep something of a patient. The address is one of the server's own
#: that runs no script.
LEAVE = """async (name) => {
  document.title = name;
  document.title = "LiverLens";
  localStorage.setItem("patient", name);
  sessionStorage.setItem("patient", name);
  sessionStorage.clear();
  document.cookie = `patient=${encodeURIComponent(name)}`;
  console.info(name);
  await (await caches.open("series")).put("/slice", new Response(name));
  await new Promise((done) => {
    const asked = indexedDB.open("series", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("patients");
    asked.onsuccess = () => {
      const writing = asked.result.transaction("patients", "readwrite");
      writing.objectStore("patients").put(name, 1);
      writing.oncomplete = done;
    };
  });
  const root = await navigator.storage.getDirectory();
  const file = await (await root.getFileHandle("patient", { create: true })).createWritable();
  await file.write(name);
  await file.close();
  history.pushState({}, "", `?patient=${encodeURIComponent(name)}`);
  history.pushState({}, "", "?");
  document.body.append(name);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([name]));
  link.download = "report.txt";
  link.click();
}"""
PLACES = {
    "title",
    "URL",
    "console",
    "local storage",
    "session storage",
    "cookie",
    "cache",
    "IndexedDB",
    "file system",
    "page",
    "download",
}


@pytest.mark.asked_for(*PLACES)
def test_what_a_page_leaves_anywhere_is_found(browser, watch, server):
    assert watch.take() == {}
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.url}/_stcore/health")
    with page.expect_download() as download:
        page.evaluate(LEAVE, NAME)
    assert download.value.path().read_text() == NAME
    context.close()
    assert watch.take() == {place: {"name"} for place in PLACES}


def test_a_page_that_keeps_nothing_leaves_no_trace(browser, watch, server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.url}/_stcore/health")
    looked = watch.looked
    context.close()
    assert watch.looked == looked + 1
    assert watch.take() == {}


@pytest.mark.asked_for(*PLACES)
def test_what_the_page_of_the_other_tests_leaves_is_found(page, watch, server):
    # Under another name, so that nothing is left to the app's own pages of the next test.
    page.goto(f"{server.url.replace('127.0.0.1', 'localhost')}/_stcore/health")
    with page.expect_download() as download:
        page.evaluate(LEAVE, NAME)
    assert download.value.path().read_text() == NAME
    watch.look(page.context)
    assert watch.take() == {place: {"name"} for place in PLACES}
