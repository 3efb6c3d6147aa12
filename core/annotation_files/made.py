"""An annotation with what its files say of it: whose it is, of which version, and when."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from core.annotation import Annotation, plain_finding, plain_slice_labels


@dataclass(frozen=True, eq=False)
class Made:
    """What goes into a file. Who read is a stand-in, never a name."""

    annotation: Annotation
    #: As the audit trail names people; "" where it is not known.
    reader: str = ""
    #: "" for none.
    study: str = ""
    #: Of the worklist; None for what was never saved.
    version: int | None = None
    #: Aware; None for what was never saved.
    created_at: datetime | None = None
    is_submitted: bool = False

    def digest(self) -> str:
        """Of what was outlined and said; equal for equal content."""
        said = {
            "findings": [plain_finding(one) for one in self.annotation.findings],
            "slice_labels": plain_slice_labels(self.annotation.slice_labels),
            "of": [self.reader, self.study, self.version],
        }
        found = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
        found.update(repr(self.annotation.voxels.shape).encode())
        found.update(self.annotation.voxels.tobytes())
        return found.hexdigest()
