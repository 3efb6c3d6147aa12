"""Volumes that the viewer fetches over HTTP: kept in memory, behind a token nobody can guess.

Pixels never travel through the websocket, a cache on disk or a log. A volume is published by one
session, freed with it, and sent to that session's own browser only. The body of a response is a
NIfTI header followed by the array itself. NIfTI stores x fastest, as a C-contiguous (z, y, x) array
does, so publishing an int16 volume copies nothing. It is sent uncompressed: deflating 100 slices
takes longer than sending them over a local network.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from dashboard.security import arrival
from dashboard.security.browser import owner_of
from dashboard.state import sentences
from dashboard.state.server_memory import MEMORY

Kind = Literal["ct", "labels", "heatmap"]

#: Volumes a session may hold; the one requested longest ago goes first.
MAX_PER_SESSION = 24
#: A token that was neither requested nor published again for this long expires; the next run of the
#: page publishes the volume again.
TOKEN_SECONDS = 8 * 3600.0

_CHUNK_BYTES = 2**20
_SLICE = re.compile(r"[0-9]{1,6}")
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, eq=False)
class PublishedVolume:
    """One volume as it is sent: `header` (352 bytes), then `data`, C-contiguous (z, y, x)."""

    session: str
    #: `dashboard.security.browser.owner_of` the browser that it is sent to.
    owner: str
    kind: Kind
    header: bytes
    data: np.ndarray
    #: The array that was handed in, to recognise it.
    source: np.ndarray

    @property
    def nbytes(self) -> int:
        return len(self.header) + self.data.nbytes

    def chunks(self, first: int = 0) -> list[memoryview | bytes]:
        """The body: the header, the slices from `first` on (modulo their number), those before
        it."""
        body = self.data.reshape(-1).view(np.uint8).data
        start = first % len(self.data) * self.data[0].nbytes
        return [
            self.header,
            *(
                part[i : i + _CHUNK_BYTES]
                for part in (body[start:], body[:start])
                for i in range(0, len(part), _CHUNK_BYTES)
            ),
        ]


class VolumeStore:
    """Token -> volume, by session; safe to use from several threads."""

    def __init__(
        self,
        max_per_session: int = MAX_PER_SESSION,
        token_seconds: float = TOKEN_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_per_session = max_per_session
        self._token_seconds = token_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._volumes: OrderedDict[str, PublishedVolume] = OrderedDict()
        #: When a token was last published or requested.
        self._used: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._volumes)

    def nbytes(self, session: str | None = None) -> int:
        """Bytes that would be sent, of one session or of all."""
        with self._lock:
            held = list(self._volumes.values())
        return sum(v.nbytes for v in held if session is None or v.session == session)

    def publish(
        self, session: str, array: np.ndarray, affine_ras: np.ndarray, kind: Kind, owner: str = ""
    ) -> str:
        """Keep a volume for `session` and return its token; the same array keeps its token.

        Only the browser of `owner` can fetch it; nobody where that is "".
        """
        data, header = encode(array, affine_ras, kind)
        MEMORY.count("results", data)
        self.expire()
        with self._lock:
            for token, held in self._volumes.items():
                same_owner = (held.session, held.owner, held.kind) == (session, owner, kind)
                if same_owner and held.source is array and held.header == header:
                    self._touch(token)
                    return token
            token = secrets.token_urlsafe(32)
            self._volumes[token] = PublishedVolume(session, owner, kind, header, data, array)
            self._touch(token)
            own = [t for t, held in self._volumes.items() if held.session == session]
            for oldest in own[: -self._max_per_session]:
                self._remove(oldest)
        return token

    def get(self, token: str) -> PublishedVolume | None:
        self.expire()
        with self._lock:
            if token in self._volumes:
                self._touch(token)
            return self._volumes.get(token)

    def release(self, token: str) -> None:
        """Free a volume; an unknown token is not an error."""
        with self._lock:
            if token in self._volumes:
                self._remove(token)

    def drop(self, session: str) -> None:
        """Free all volumes of a session that has gone."""
        with self._lock:
            for token in [t for t, v in self._volumes.items() if v.session == session]:
                self._remove(token)

    def hand_over(self, session: str, to: str) -> None:
        """The volumes of a session are another's from now on, at the same addresses."""
        with self._lock:
            for token, held in self._volumes.items():
                if held.session == session:
                    self._volumes[token] = replace(held, session=to)

    def expire(self) -> None:
        """Free the volumes whose tokens nobody used for too long."""
        oldest = self._clock() - self._token_seconds
        with self._lock:
            for token in [t for t, used in self._used.items() if used <= oldest]:
                self._remove(token)

    def _touch(self, token: str) -> None:
        self._volumes.move_to_end(token)
        self._used[token] = self._clock()

    def _remove(self, token: str) -> None:
        del self._volumes[token], self._used[token]


#: The volumes of this server process.
STORE = VolumeStore()


def publish(array: np.ndarray, affine_ras: np.ndarray, *, kind: Kind) -> str:
    """Keep a volume for the session that runs this script; return the path to fetch it from.

    Only the browser of that session can fetch it.

    Publishing the same array again gives the same path, so a rerun costs nothing. The array is
    not copied where it can be sent as it is: don't write to it afterwards.

    Args:
        array: (z, y, x). "ct": HU, sent as int16 (rounded, clipped). "labels": codes 0..255.
            "heatmap": uint8, 255 = 1, or float 0..1 (clipped). A heatmap may have fewer slices
            than the CT, down to one: its affine says where it belongs (`slice_affine`).
        affine_ras: (4, 4): (column, row, slice, 1) -> RAS mm, as `Series.affine_ras`.
    """
    session, owner = arrival.of_this_run()
    return f"/volumes/{STORE.publish(session, array, affine_ras, kind, owner)}.nii"


def release(url: str) -> None:
    """Free what `publish` returned `url` for."""
    STORE.release(_token_of(url))


def slice_affine(affine_ras: np.ndarray, index: int) -> np.ndarray:
    """(4, 4) affine of the volume that holds only slice `index` of the one with `affine_ras`."""
    shift = np.eye(4)
    shift[2, 3] = index
    return affine_ras @ shift


def encode(array: np.ndarray, affine_ras: np.ndarray, kind: Kind) -> tuple[np.ndarray, bytes]:
    """(C-contiguous little-endian data (z, y, x), NIfTI-1 header of 352 bytes)."""
    if array.ndim != 3:
        raise ValueError(f"a volume has 3 axes, not {array.ndim}")
    # Imported late: no page waits for it before a series is open.
    import nibabel as nib

    data = np.ascontiguousarray(_as_sent(array, kind))
    header = nib.Nifti1Header(endianness="<")
    header.set_data_dtype(data.dtype)
    header.set_data_shape(data.shape[::-1])
    header.set_xyzt_units("mm")
    header.set_sform(affine_ras, code="scanner")
    # The quaternion form can't hold a gantry tilt; readers are to use the sform.
    header.set_qform(affine_ras, code="scanner", strip_shears=True)
    header["vox_offset"] = 352
    header["scl_slope"], header["scl_inter"] = 1, 0
    return data, header.binaryblock + bytes(4)


def _as_sent(array: np.ndarray, kind: Kind) -> np.ndarray:
    if kind == "ct":
        if array.dtype == np.int16:
            return array.astype("<i2", copy=False)
        limits = np.iinfo(np.int16)
        return np.clip(np.rint(array), limits.min, limits.max).astype("<i2")
    if array.dtype == np.uint8 or kind == "labels":
        return array.astype(np.uint8, copy=False)
    return np.rint(np.clip(array, 0.0, 1.0) * 255.0).astype(np.uint8)


def routes(store: VolumeStore = STORE) -> list[Route]:
    """`GET /volumes/{token}.nii`; with `?from=50` slice 50 comes first, so that it can be drawn
    while the others arrive: up to the last, then from 0 on."""

    async def send_volume(request: Request) -> Response:
        volume = store.get(_token_of(request.path_params["name"]))
        # The same answer for another session's volume as for none: guessing tokens tells nothing.
        if volume is None or not _may_have(volume, request):
            return PlainTextResponse(
                sentences.no_such_volume(),
                status_code=404,
                headers=_HEADERS,
            )

        first = request.query_params.get("from", "0")
        if not _SLICE.fullmatch(first):
            return PlainTextResponse(
                sentences.from_is_no_slice(), status_code=400, headers=_HEADERS
            )

        async def body() -> AsyncIterator[bytes]:
            for chunk in volume.chunks(int(first)):
                yield bytes(chunk)

        return StreamingResponse(
            body(),
            media_type="application/octet-stream",
            headers={**_HEADERS, "Content-Length": str(volume.nbytes)},
        )

    return [Route("/volumes/{name}", send_volume, methods=["GET"])]


def _may_have(volume: PublishedVolume, request: Request) -> bool:
    owner = owner_of(request.cookies)
    return bool(owner) and secrets.compare_digest(owner, volume.owner)


def _token_of(name: str) -> str:
    return name.rsplit("/", 1)[-1].removesuffix(".nii")
