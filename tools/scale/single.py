"""`python -m tools.scale.single WORK COUNT`: one worker without Dask, which says when each ended.

It prints the seconds of a clock that all processes of the machine share, a line for each series.
"""

from __future__ import annotations

import sys
import time

from core.worklist import Store, work
from tools.scale.stand_in import maker


def main(kind: str, count: int) -> None:
    for _ in work(Store.open(), maker(kind)(), limit=count):
        print(time.monotonic(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
