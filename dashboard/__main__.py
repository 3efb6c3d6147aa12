"""`python -m dashboard`, or `liverlens-app` where it is installed: start LiverLens in the browser.

PORT (8501) and HOST (127.0.0.1) say where it listens.
"""

from dashboard.server import main


def liverlens_app() -> None:
    """The installed command `liverlens-app`."""
    main(on_start=_tell, program="liverlens-app")


def _tell(address: str) -> None:
    print(f"LiverLens: {address}  (Ctrl+C stops it)", flush=True)


if __name__ == "__main__":
    main(on_start=_tell)
