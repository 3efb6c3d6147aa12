"""A page with a small series open in it, and the addresses that belong to it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from tools.attack.person import Person
from tools.load.client import Client
from tools.load.protocol import PageError
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

N_SLICES = 6
_SIDE = 64


@dataclass(frozen=True)
class Opened:
    """What one page shows."""

    page: Client
    volume: str
    measurements: str
    #: "" before there are outlines to change.
    annotations: str
    uploads: str
    #: In the address bar.
    link: str


def archive(**tags: object) -> bytes:
    """A zip of a small series; `tags` are DICOM keywords."""
    return zipped({f"IM{number}.dcm": slice_file(number, **tags) for number in range(N_SLICES)})


def slice_file(number: int, **tags: object) -> bytes:
    """One slice of a bright block."""
    pixels = np.zeros((_SIDE, _SIDE), np.uint16)
    pixels[16:48, 16:48] = 1130
    return to_bytes(ct_slice(5.0 * number, pixels, **tags))


def zipped(files: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, data in files.items():
            made.writestr(zipfile.ZipInfo(name), data)
    return file.getvalue()


@contextmanager
def opened(
    url: str, person: Person, content: bytes | None = None, name: str = "scan.zip"
) -> Iterator[Opened]:
    """`person` has opened a series."""
    with person.page(url) as page:
        page.open_page()
        page.upload(name, archive() if content is None else content)
        page.wait_until(page.has_viewer)
        yield shown(page)


def shown(page: Client) -> Opened:
    """The addresses of what is in view. Raises PageError where the page has none."""
    data = page.viewer()
    return Opened(
        page,
        volume=data["volume"],
        measurements=_address(data, "/measurements/"),
        annotations=_address(data, "/annotations/", needed=False),
        uploads=page.upload_path(),
        link=_link(page),
    )


def _address(data: object, prefix: str, *, needed: bool = True) -> str:
    """The first text in `data` that begins so."""
    waiting = [data]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and one.startswith(prefix):
            return one.split("?")[0]
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    if needed:
        raise PageError(f"there is no address under {prefix} in the viewer")
    return ""


def _link(page: Client) -> str:
    """What the address bar names the series by."""
    for shown in page.elements.values():
        if shown.element.WhichOneof("type") != "bidi_component":
            continue
        component = shown.element.bidi_component
        if component.component_name == "liverlens_shell":
            return str(json.loads(component.json)[0]["series"] or "")
    return ""
