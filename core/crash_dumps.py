"""No image of this process's memory is written to the disk when it crashes.

Such a file holds pixels and names in the clear, and stays after everything else was cleared away.
"""

from __future__ import annotations

import sys


def forbid_crash_dumps() -> bool:
    """Have the system write no core file of this process nor of those that it starts.

    Once forbidden, only root could allow it again. False where the system has no such limit
    (Windows).
    """
    if sys.platform == "win32":
        return False
    # Imported late: Windows has no such module.
    import resource

    # Linux hands a core to a program (systemd-coredump, apport) whatever the limit is. Only a limit
    # of 1 byte means "don't" (`do_coredump` in its fs/coredump.c). A core file needs more than one
    # byte, so no file is written either.
    limit = 1 if sys.platform == "linux" else 0
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    if hard != resource.RLIM_INFINITY:
        # Somebody has forbidden them already, or allows less.
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))
    return True
