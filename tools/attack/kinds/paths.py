"""Paths that lead out of the folders that people may open: links, races of links, names in files,
addresses of the server."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from pydicom.dataset import Dataset

from core.dicom import MemoryFile, discover, read_series
from core.errors import LiverLensError
from dashboard.state import server_folders
from dashboard.state.server_folders import FOLDERS_VARIABLE
from dashboard.state.upload_body import clean_path
from tools.attack.arena import Arena, environment
from tools.attack.tries import Kind, Try, tried
from tools.mock_dicom.mock_slice import ct_slice, write

#: What the folder outside says of itself; it must be met nowhere.
_SECRET = "OUTSIDE-4711"
_SECRET_UID = "1.2.3.999"
_HTTP_SECONDS = 60.0


def tries(arena: Arena) -> Iterator[Try]:
    folder = arena.new_folder("paths").resolve()
    offered, outside = folder / "offered", folder / "outside"
    for number in range(3):
        write(_slice(number), offered / "series" / f"IM{number}.dcm")
        write(_secret_slice(number), outside / f"IM{number}.dcm")
    (outside / "secret.raw").write_bytes(_SECRET.encode() * 1000)
    with environment(**{FOLDERS_VARIABLE: str(offered)}):
        yield from _links(offered, outside)
        yield from _names_in_files(offered, outside)
        yield _swapped(offered, outside, "a file swapped for a link after it was listed", _file)
        yield _swapped(offered, outside, "a folder swapped for a link after listing", _folder)
        yield _race(arena, offered, outside)
    yield from _uploaded_names()
    yield from _addresses(arena)


def _slice(number: int) -> Dataset:
    return ct_slice(float(number))


def _secret_slice(number: int) -> Dataset:
    return ct_slice(
        float(number),
        SeriesInstanceUID=_SECRET_UID,
        SOPInstanceUID=f"{_SECRET_UID}.{number}",
        SeriesDescription=_SECRET,
        PatientID=_SECRET,
    )


def _opened(path: Path) -> list[str]:
    """The series that opening `path` brings into memory, as the app opens it."""
    found = discover(server_folders.files_in(path))
    return [read_series(one).uid for one in found.candidates]


def _is_kept_out(path: Path) -> str:
    try:
        uids = _opened(path)
    except LiverLensError:
        return ""
    return f"opened {uids}" if any(_SECRET_UID in uid for uid in uids) else ""


def _links(offered: Path, outside: Path) -> Iterator[Try]:
    """Links that lie in an offered folder, and paths that people type."""
    links = {
        "a link to a file": outside / "IM0.dcm",
        "a link to a folder": outside,
        "a link by way of ..": Path("..") / "outside" / "IM0.dcm",
        "a link to /etc/passwd": Path("/etc/passwd"),
        "a link to a device": Path("/dev/zero"),
        "a link to this process": Path("/proc/self/environ"),
    }
    for number, (what, target) in enumerate(links.items()):
        link = offered / f"link-{number}"
        link.symlink_to(target)
        yield tried(what, "the link was opened", "nothing from outside", _step(link))
    chain = offered / "chain"
    chain.symlink_to(offered / "link-0")
    yield tried("a link to a link", "opened", "nothing from outside", _step(chain))
    loop = offered / "loop"
    loop.symlink_to(loop)
    yield tried("a loop of links", "opened", "nothing from outside", _step(loop))
    yield tried("the folder with all of them", "opened", "nothing from outside", _step(offered))
    typed = {
        "..": offered / ".." / "outside",
        "a long way round": offered / "series" / ".." / ".." / "outside",
        "a longer name": Path(f"{offered}-not"),
        "the folder above": offered.parent,
        "the root": Path("/"),
        "a null byte": Path(f"{offered}\0/../outside"),
        "a name of 10,000 letters": offered / ("x" * 10_000),
        "a folder of this process": Path("/proc/self/cwd"),
    }
    for what, path in typed.items():
        yield tried(f"typed: {what}", "the path was opened", "nothing from outside", _step(path))


def _step(path: Path) -> Callable[[], str]:
    return lambda: _is_kept_out(path)


def _names_in_files(offered: Path, outside: Path) -> Iterator[Try]:
    """Headers that name their voxels in another file."""
    beside = offered / "beside.raw"
    beside.symlink_to(outside / "secret.raw")
    names = {
        "..": f"../outside/{'secret.raw'}",
        "absolute": str(outside / "secret.raw"),
        "a link beside it": beside.name,
        "a list": "LIST\n../outside/secret.raw",
        "a pattern": "../outside/secret%d.raw 1 1 1",
        "an address": "http://127.0.0.1:9/secret.raw",
        "backslashes": "..\\outside\\secret.raw",
    }
    for number, (what, name) in enumerate(names.items()):
        for suffix, head in (("mhd", _mhd(name)), ("nhdr", _nhdr(name))):
            path = offered / f"names-{number}.{suffix}"
            path.write_text(head, encoding="utf-8")

            def step(path: Path = path) -> str:
                try:
                    found = discover(server_folders.files_in(path))
                    volumes = [read_series(one).volume for one in found.candidates]
                except LiverLensError:
                    return ""
                read = [one for one in volumes if _SECRET.encode()[:4] in one.tobytes()]
                return "the voxels of a file outside were read" if read else ""

            yield tried(
                f".{suffix} naming {what}", "the header was opened", "nothing from outside", step
            )


def _mhd(name: str) -> str:
    return (
        "ObjectType = Image\nNDims = 3\nDimSize = 4 4 4\nElementType = MET_UCHAR\n"
        f"ElementSpacing = 1 1 1\nElementDataFile = {name}\n"
    )


def _nhdr(name: str) -> str:
    return (
        "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 4 4 4\nencoding: raw\n"
        f"spacings: 1 1 1\ndata file: {name}\n\n"
    )


def _file(offered: Path, outside: Path) -> Callable[[], None]:
    """Makes the last file of a series a link to one outside."""

    def swap() -> None:
        path = offered / "swapped" / "IM2.dcm"
        path.unlink()
        path.symlink_to(outside / "IM2.dcm")

    return swap


def _folder(offered: Path, outside: Path) -> Callable[[], None]:
    def swap() -> None:
        (offered / "swapped").rename(offered.parent / f"away-{time.monotonic_ns()}")
        (offered / "swapped").symlink_to(outside)

    return swap


def _swapped(
    offered: Path, outside: Path, what: str, how: Callable[[Path, Path], Callable[[], None]]
) -> Try:
    """The check is over and the reading has not begun: the worst moment of a race."""
    for number in range(3):
        write(_slice(number), offered / "swapped" / f"IM{number}.dcm")

    def step() -> str:
        files = server_folders.files_in(offered / "swapped")
        how(offered, outside)()
        try:
            found = discover(files)
        except LiverLensError:
            return ""
        uids = [one.uid for one in found.candidates]
        return f"found {uids}" if any(_SECRET_UID in uid for uid in uids) else ""

    found = tried(what, "it was swapped between check and reading", "nothing from outside", step)
    swapped = offered / "swapped"
    if swapped.is_symlink():
        swapped.unlink()
    return found


def _race(arena: Arena, offered: Path, outside: Path) -> Try:
    """Another process's user swaps a link back and forth while the app opens it."""
    link, inside = offered / "raced", offered / "series"
    over = threading.Event()
    seconds = 1.0 if arena.is_short else 20.0

    def swap() -> None:
        targets, number = (inside, outside), 0
        while not over.is_set():
            new = offered / ".raced-next"
            new.symlink_to(targets[number % 2])
            os.replace(new, link)
            number += 1

    def step() -> str:
        thread = threading.Thread(target=swap, daemon=True)
        thread.start()
        until, rounds = time.monotonic() + seconds, 0
        try:
            while time.monotonic() < until:
                rounds += 1
                if seen := _is_kept_out(link):
                    return f"round {rounds}: {seen}"
        finally:
            over.set()
            thread.join()
        return ""

    return tried(
        "a race of links", "a link was swapped while it was opened", "nothing from outside", step
    )


def _uploaded_names() -> Iterator[Try]:
    """Names that a browser gives are labels."""
    for name in (
        "../../etc/passwd",
        "/etc/passwd",
        "..\\..\\evil",
        "a/../../../evil",
        "....//....//evil",
        "a\0b",
        ".",
        "",
        "C:\\evil",
        "x" * 100_000,
    ):

        def step(name: str = name) -> str:
            parts = clean_path(name).split("/")
            if any(part in (".", "..") for part in parts) or clean_path(name).startswith("/"):
                return f"{clean_path(name)[:80]!r}"
            discover([MemoryFile(name, b"no CT")])
            return ""

        yield tried(f"uploaded as {name[:30]!r}", "a file with that name was sent", "a label", step)


def _addresses(arena: Arena) -> Iterator[Try]:
    """Paths by HTTP, as they are and not as a browser would tidy them."""
    parts = urlsplit(arena.url)
    secret = "root:"
    roots = ("", "/viewer", "/volumes", "/uploads", "/static", "/media", "/_stcore", "/app/static")
    ways = (
        "/../../../../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/....//....//....//etc/passwd",
        "/..\\..\\..\\..\\etc\\passwd",
        "//etc/passwd",
        "/%00/etc/passwd",
        "/%252e%252e/%252e%252e/etc/passwd",
    )
    for root in roots:
        for way in ways:

            def step(path: str = root + way) -> str:
                answer = _raw_get(parts.hostname or "", parts.port or 80, path)
                if secret in answer:
                    return "it sent /etc/passwd"
                status = answer.split(" ", 2)[1] if " " in answer else answer[:20]
                return "" if status[:1] in "34" or "<!doctype html" in answer.lower() else status

            yield tried(f"GET {root}{way}", "asked by HTTP", "404, or the app's own page", step)


def _raw_get(host: str, port: int, path: str) -> str:
    with socket.create_connection((host, port), timeout=_HTTP_SECONDS) as connection:
        head = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode("latin-1"))
        answer = bytearray()
        while part := connection.recv(65536):
            answer += part
    return answer.decode("latin-1")


KIND = Kind("paths", "Paths, links and races of links", tries)
