"""How long the operator keeps records (`LIVERLENS_KEEP_DAYS`)."""

from __future__ import annotations

import os
from collections.abc import Mapping

from core.errors import UsageError
from core.worklist import sentences

VARIABLE = "LIVERLENS_KEEP_DAYS"
#: A hundred years: more than a date can be moved by everywhere.
MOST = 36_500


def keep_days(environ: Mapping[str, str] = os.environ) -> int | None:
    """Days after which a record goes; None, the default, for never.

    Raises:
        UsageError: it is no whole number of days.
    """
    told = environ.get(VARIABLE, "").strip().lower()
    if told in ("", "off"):
        return None
    if not (told.isascii() and told.isdecimal() and len(told) < 10 and 1 <= int(told) <= MOST):
        raise UsageError(sentences.no_count_of_days(VARIABLE, told[:20], MOST))
    return int(told)
