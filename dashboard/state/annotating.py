"""`/annotations/{token}`: where a viewer gets the outlines of its series, and sends the slices that
were changed.

The address is good for the person who has the series open, from this server's own pages. No name
is in an address, and nothing is written to a log.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.annotation import Annotation, change_of, li_rads, plain_finding, plain_slice_labels
from core.annotation.run_lengths import encode
from core.errors import InputError, StaleVersionError
from core.sentence import Sentence
from dashboard.security import arrival
from dashboard.security.browser import person_of
from dashboard.security.hosts import is_same_origin
from dashboard.state import sentences
from dashboard.state.edited import Edited, Keep, edited_of
from dashboard.state.hold import MemoryShortError
from dashboard.state.request_body import read_body, taken_apart

PATH = "/annotations/"
CONTENT_TYPE = "application/json"
#: Of one change: findings with the longest notes, one slice as ragged as noise (four letters a
#: voxel), and for each row of the series six runs.
_NOTES_BYTES, _VOXEL_BYTES, _ROW_BYTES = 2 * 2**20, 4, 64
#: Lists and objects of a change beside its slices: findings, their forms, brackets in their notes.
_MOST_PARTS = 10_000
#: Of a version: what any database can count to.
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Keeping:
    """What keeps outlines for good, such as the worklist."""

    keep: Keep
    #: Reads what is newest there.
    renew: Callable[[Edited], object]
    #: What this reader saved of the series, the oldest first: version, and when (UTC).
    versions: Callable[[Edited], Sequence[tuple[int, datetime]]]
    #: One of those; None where it is not there.
    version: Callable[[Edited, int], Annotation | None]


def address(edited: Edited, reader: str) -> str:
    """Where the person of this script run finds it.

    Args:
        reader: stands for that person in the worklist.
    """
    edited.person = arrival.person() or edited.person
    edited.reader = reader or edited.reader
    return PATH + edited.token


def routes(keeping: Keeping) -> list[Route]:
    """`GET /annotations/{token}` answers `{"revision", "corrected", "kept", "is_kept",
    "categories", "slices": {slice: runs}, "findings", "slice_labels"}`; the last three are left out
    where `?known=` is the revision, and `?newest=1` looks into the worklist first. `POST` of
    `{"base": revision, "slices", "findings", "slice_labels"}` changes the slices and answers the
    first five; with `"over": true` although somebody else was faster. `GET` of
    `/annotations/{token}/versions` answers `[{"version", "saved"}]`, the newest first, and of
    `/annotations/{token}/versions/{number}` the outlines of one; 0 is what a reader started
    from."""

    async def send(request: Request) -> Response:
        edited = _edited(request)
        if edited is None:
            return _say(sentences.outlines_without_series(), 404)
        if "newest" in request.query_params:
            await run_in_threadpool(keeping.renew, edited)
        known = request.query_params.get("known", "")
        return await run_in_threadpool(_answer, edited, known)

    async def change(request: Request) -> Response:
        edited = _edited(request)
        if edited is None:
            return _say(sentences.outlines_without_series(), 404)
        if not is_same_origin(request.headers):
            return _say(sentences.outlines_from_elsewhere(), 403)
        try:
            if request.headers.get("content-type") != CONTENT_TYPE:
                raise InputError(sentences.outlines_damaged())
            most = most_bytes(edited.shape)
            body = await read_body(request, most, sentences.outlines_too_large())
            return await run_in_threadpool(_take, edited, body, keeping.keep)
        except StaleVersionError as error:
            return _say(error.args[0], 409)
        except InputError as error:
            return _say(error.args[0], 400)
        except MemoryShortError as error:
            # The viewer sends them again.
            return _say(error.args[0], 503)
        except (ValueError, RecursionError):
            return _say(sentences.outlines_damaged(), 400)
        except (ClientDisconnect, TimeoutError):
            return _say(sentences.outlines_damaged(), 408)

    async def send_versions(request: Request) -> Response:
        edited = _edited(request)
        if edited is None:
            return _say(sentences.outlines_without_series(), 404)
        saved = await run_in_threadpool(keeping.versions, edited)
        return _json(
            [{"version": version, "saved": when.isoformat()} for version, when in reversed(saved)]
        )

    async def send_version(request: Request) -> Response:
        edited, asked = _edited(request), request.path_params["number"]
        if edited is None or not _NUMBER.fullmatch(asked):
            return _say(sentences.outlines_without_series(), 404)
        number = int(asked)
        if number == 0:
            found: Annotation | None = await run_in_threadpool(edited.beginning)
        else:
            found = await run_in_threadpool(keeping.version, edited, number)
        if found is None or found.voxels.shape != edited.shape:
            return _say(sentences.no_such_version(number), 404)
        return _json(await run_in_threadpool(_outlines, found))

    return [
        Route(PATH + "{token}", send, methods=["GET"]),
        Route(PATH + "{token}", change, methods=["POST"]),
        Route(PATH + "{token}/versions", send_versions, methods=["GET"]),
        Route(PATH + "{token}/versions/{number}", send_version, methods=["GET"]),
    ]


def most_bytes(shape: tuple[int, int, int]) -> int:
    """Of the body of one change to a series of (slices, rows, columns)."""
    slices, rows, columns = shape
    return _NOTES_BYTES + _VOXEL_BYTES * rows * columns + _ROW_BYTES * slices * rows


def _take(edited: Edited, body: bytes, keep: Keep) -> Response:
    most_parts = _MOST_PARTS + edited.shape[0]
    with taken_apart(body, most_parts, sentences.outlines_too_large()) as sent:
        match sent:
            case {"base": int(base), **rest}:
                over = rest.pop("over", False) is True
                edited.change(change_of(rest, edited.shape), base, keep, over=over)
            case _:
                raise InputError(sentences.outlines_damaged())
    return _answer(edited, str(edited.revision))


def _answer(edited: Edited, known: str) -> Response:
    revision, annotation = edited.now()
    said: dict[str, Any] = {
        "revision": revision,
        "corrected": edited.is_edited,
        "kept": edited.kept,
        "is_kept": edited.is_kept,
        "categories": {
            str(one.number): category
            for one in annotation.findings
            if (category := li_rads.category(one.li_rads))
        },
    }
    if known != str(revision):
        said |= _outlines(annotation)
    return _json(said)


def _outlines(annotation: Annotation) -> dict[str, Any]:
    slices = enumerate(annotation.voxels)
    return {
        "slices": {str(index): encode(plane) for index, plane in slices if np.any(plane)},
        "findings": [plain_finding(one) for one in annotation.findings],
        "slice_labels": plain_slice_labels(annotation.slice_labels),
    }


def _json(said: object) -> Response:
    # Without spaces: a long series has many runs.
    content = json.dumps(said, separators=(",", ":"))
    headers = {"Cache-Control": "no-store"}
    return Response(content, media_type=CONTENT_TYPE, headers=headers)


def _edited(request: Request) -> Edited | None:
    return edited_of(request.path_params["token"], person_of(request.cookies))


def _say(said: Sentence, status: int) -> Response:
    return PlainTextResponse(said, status_code=status)
