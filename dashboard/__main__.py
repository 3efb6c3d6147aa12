"""`python -m dashboard`: start LiverLens in the browser.

PORT (8501) and HOST (127.0.0.1) say where it listens.
"""

from dashboard.server import main

if __name__ == "__main__":
    main(on_start=lambda address: print(f"LiverLens: {address}  (Ctrl+C stops it)", flush=True))
