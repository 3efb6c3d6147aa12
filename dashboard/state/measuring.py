"""`/measurements/{token}`: where a viewer gets the measurements of its series, and sends what was
changed.

The address is good for the person who has the series open, from this server's own pages. No name
is in an address, and nothing is written to a log.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from core.errors import InputError
from core.measurements import Change, change_of, plain_measurement
from core.measurements.files import measurements_csv, measurements_json
from core.measurements.limits import MOST_POINTS
from dashboard.security import arrival
from dashboard.security.browser import person_of
from dashboard.security.hosts import is_same_origin
from dashboard.state import events, sentences
from dashboard.state.events import MeasurementsChanged
from dashboard.state.hold import MemoryShortError
from dashboard.state.measured import Measured, measured_of
from dashboard.state.request_body import read_body, taken_apart

PATH = "/measurements/"
CONTENT_TYPE = "application/json"
#: Of one change: more than the most measurements with their usual names and points.
MOST_BYTES = 2 * 2**20
#: Each point is a list.
_MOST_PARTS = 2 * MOST_POINTS
#: File -> what makes it, and its type.
FILES = {
    "measurements.json": (measurements_json, "application/json"),
    "measurements.csv": (measurements_csv, "text/csv"),
}

#: Called with what was measured, whose it is, and the name of the file that was asked for; says why
#: it may not be had, "" where it may.
Noted = Callable[[Measured, str, str], str]


def address(measured: Measured) -> str:
    """Where the person of this script run finds it."""
    measured.person = arrival.person() or measured.person
    return PATH + measured.token


def routes(on_download: Noted = lambda *_: "") -> list[Route]:
    """`GET /measurements/{token}` answers `{"revision", "measurements": [...]}`; `POST` of
    `{"put": [...], "remove": [id, ...]}` changes them and answers the same; `GET` of
    `/measurements/{token}/measurements.csv` and `.json` are files to keep."""

    async def send(request: Request) -> Response:
        measured = _measured(request)
        return (
            _say(sentences.measurements_without_series(), 404)
            if measured is None
            else _answer(measured)
        )

    async def change(request: Request) -> Response:
        measured = _measured(request)
        if measured is None:
            return _say(sentences.measurements_without_series(), 404)
        if not is_same_origin(request.headers):
            return _say(sentences.measurements_from_elsewhere(), 403)
        try:
            if request.headers.get("content-type") != CONTENT_TYPE:
                raise InputError(sentences.measurements_damaged())
            body = await read_body(request, MOST_BYTES, sentences.measurements_too_large())
            measured.change(await run_in_threadpool(_change_in, body, measured.n_slices))
        except InputError as error:
            return _say(error.args[0], 400)
        except MemoryShortError as error:
            # The viewer sends them again.
            return _say(error.args[0], 503)
        except (ValueError, RecursionError):
            return _say(sentences.measurements_damaged(), 400)
        except (ClientDisconnect, TimeoutError):
            return _say(sentences.measurements_damaged(), 408)
        answer = _answer(measured)
        # Once the browser has its answer: the worklist may be slow.
        answer.background = BackgroundTask(
            events.measurements_changed.announce, MeasurementsChanged(measured)
        )
        return answer

    async def send_file(request: Request) -> Response:
        measured, name = _measured(request), request.path_params["name"]
        if measured is None or name not in FILES:
            return _say(sentences.measurements_without_series(), 404)
        make, mime = FILES[name]
        text = make(measured.all(), measured.unit, measured.plane, measured.sizes)
        refusal = await run_in_threadpool(on_download, measured, person_of(request.cookies), name)
        if refusal:
            return _say(refusal, 403)
        headers = {"Content-Disposition": f'attachment; filename="liverlens-{name}"'}
        return Response(text, media_type=mime, headers=headers)

    return [
        Route(PATH + "{token}", send, methods=["GET"]),
        Route(PATH + "{token}", change, methods=["POST"]),
        Route(PATH + "{token}/{name}", send_file, methods=["GET"]),
    ]


def _change_in(body: bytes, n_slices: int) -> Change:
    with taken_apart(body, _MOST_PARTS, sentences.measurements_too_large()) as sent:
        return change_of(sent, n_slices)


def _answer(measured: Measured) -> JSONResponse:
    # The number first: a change in between is then asked for again, and not missed.
    revision = measured.revision
    values = [plain_measurement(one) for one in measured.all()]
    return JSONResponse({"revision": revision, "measurements": values})


def _measured(request: Request) -> Measured | None:
    return measured_of(request.path_params["token"], person_of(request.cookies))


def _say(said: str, status: int) -> Response:
    return PlainTextResponse(said, status_code=status)
