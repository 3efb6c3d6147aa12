"""`python -m core`: the domain library from a shell."""

import sys

from core.cli import main

if __name__ == "__main__":
    sys.exit(main())
