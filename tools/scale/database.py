"""A PostgreSQL server of our own, which processes started from here find by themselves."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from core.worklist import Store
from tools.postgres_server import create_database, find_programs, postgres_server


@contextmanager
def own_store(*, is_safe: bool = True) -> Iterator[Store]:
    """An empty store; `DATABASE_URL` and the key name it meanwhile. Commits are written to the disk
    as on a real server, unless not `is_safe`."""
    programs = find_programs()
    if programs is None:
        raise SystemExit("There is no PostgreSQL here: install the package postgresql.")
    with postgres_server(programs, is_safe=is_safe) as folder:
        url = create_database(folder, "liverlens")
        kept = {name: os.environ.get(name) for name in ("DATABASE_URL", "LIVERLENS_KEY")}
        os.environ |= {"DATABASE_URL": url, "LIVERLENS_KEY": secrets.token_hex(16)}
        store = Store.open()
        try:
            yield store
        finally:
            store.close()
            for name, value in kept.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
