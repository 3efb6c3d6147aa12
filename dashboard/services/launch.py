"""A link from another system: `?study=UID` or `?accession=NUMBER` opens that study from an archive.

What it names leaves the address bar at once.
"""

from __future__ import annotations

import streamlit as st

from core.errors import UsageError
from core.pacs import Query
from dashboard.state.archive_view import view_of
from dashboard.state.session import Session

_NAMES = ("study", "accession")


def take(session: Session) -> bool:
    """Note what the address of this run asks for; True if the PACS page should go on with it."""
    told = {name: st.query_params.get(name, "").strip() for name in _NAMES}
    if not any(told.values()):
        return False
    for name in _NAMES:
        if name in st.query_params:
            del st.query_params[name]
    view = view_of(session)
    query = Query(study_uid=told["study"], accession=told["accession"])
    try:
        query.check()
    except UsageError as error:
        view.error = str(error)
        return True
    if "*" in query.accession or "?" in query.accession:
        return False
    view.asked = query
    return True
