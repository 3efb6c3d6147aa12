"""`python -m core.cluster.remote`: a worker on another host, started by ssh (`core.cluster.ssh`).

Its standard input holds one line of JSON and stays open as long as the worker is wanted.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

#: Of the line; certificates take a few thousand bytes.
_MOST_BYTES = 1 << 20


async def main() -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=_MOST_BYTES)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    order = json.loads(await reader.readline())
    # Before anything reads them.
    os.environ.update(order["environment"])
    await serve(order, reader)


async def serve(order: dict[str, Any], reader: asyncio.StreamReader) -> None:
    """A worker until the input ends, or the scheduler is gone."""
    from distributed import Nanny, Security

    from core.cluster.processes import prepare, worker_options

    prepare(order["imports"])
    nanny = Nanny(
        order["scheduler"],
        name=order["name"],
        security=Security(require_encryption=True, **order["security"]),
        protocol="tls://",
        # The environment is this process's own already.
        **{**worker_options(), "env": {}},
    )
    async with nanny:
        ends = [asyncio.ensure_future(one) for one in (reader.read(), nanny.finished())]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)


if __name__ == "__main__":
    asyncio.run(main())
