"""The receiver in a process of its own: python receive_until_killed.py FOLDER PORT"""

import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from core.receive import Inbox, Receiver, ReceiveSettings


def main(folder: str, port: str) -> None:
    settings = ReceiveSettings(folder=folder, port=int(port), free_bytes=0)
    with Receiver(settings, Inbox.open(settings)):
        sys.stdout.write("listening\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
