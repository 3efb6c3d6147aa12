"""`python -m dashboard`, or `liverlens-app` where it is installed: start LiverLens in the browser.

PORT (8501) and HOST (127.0.0.1) say where it listens.
"""

from core.fault_log import keep_words_out
from dashboard.server import main


def liverlens_app() -> None:
    """The installed command `liverlens-app`."""
    keep_words_out()
    main(on_start=_tell, program="liverlens-app")


def _tell(address: str) -> None:
    print(f"LiverLens: {address}  (Ctrl+C stops it)", flush=True)


if __name__ == "__main__":
    keep_words_out()
    main(on_start=_tell)
