"""What the operator's list of studies refused to a command, in the audit trail."""

from __future__ import annotations

from core.cli.terminal import complain
from core.errors import ConsentError, StoreError

#: Who, in the audit trail: a command does not know the person.
WHO = "command line"


def note_refusal(error: ConsentError) -> None:
    """Add the line; where that can't be done, standard error says why."""
    # SQLAlchemy stands behind it.
    from core.audit import Trail

    try:
        if (trail := Trail.open()) is not None:
            trail.note_refusal(WHO, error)
    except StoreError as reason:
        complain(str(reason))
