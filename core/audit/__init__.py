"""Who opened, analysed and exported what: a file that only grows, without names.

    trail = Trail.open()
    if trail is not None:
        trail.note(trail.user("ada@example.org"), "opened", patient=pseudonym)

People and patients appear as keyed hashes; the key is that of the worklist.
"""

from core.audit.check import Checked
from core.audit.entry import ACTIONS, Entry
from core.audit.trail import Trail

__all__ = ["ACTIONS", "Checked", "Entry", "Trail"]
