"""`python -m core`: the domain library from a shell."""

import sys

from core.cli import main
from core.fault_log import keep_words_out

if __name__ == "__main__":
    keep_words_out()
    sys.exit(main())
