"""Makes a study in a store, and is killed between its rows, as `kill -9` does it.

python kill_study.py STORE NAME [die]
"""

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from core.worklist import Store, studies
from tests.core.worklist.made_studies import OWNER, some_series


def main(address: str, name: str, how: str = "") -> None:
    if how == "die":
        put = studies._put_series

        def put_and_die(*arguments, **options):
            put(*arguments, **options)
            os.kill(os.getpid(), signal.SIGKILL)

        studies._put_series = put_and_die
    Store.open(address).studies.create(name, OWNER, [some_series(1), some_series(2)])


if __name__ == "__main__":
    main(*sys.argv[1:])
