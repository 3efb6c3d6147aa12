"""Archives that give one answer, whatever they are asked."""

from __future__ import annotations

from core.pacs import (
    Query,
    fetch_series,
    open_archive,
)
from tests.core.pacs.made_files import (
    fake_server,
    wanted,
)

JANE = Query(patient_id="4711")


def always(status: int, kind: str, body: bytes, **headers: str):
    headers = {"Content-Type": kind, **{k.replace("_", "-"): v for k, v in headers.items()}}
    return lambda path: (status, headers, body)


def find(answer, **settings):
    with fake_server(answer) as fake:
        return open_archive(fake.site(**settings)).find_studies(JANE), fake


def get(answer, target, n_instances=None, cancel=None, **settings):
    with fake_server(answer) as fake:
        archive = open_archive(fake.site(**settings))
        return fetch_series(archive, wanted(n_instances), target, cancel=cancel)
