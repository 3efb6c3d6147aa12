"""What pages send to Streamlit that the app's own pages don't."""

from __future__ import annotations

import asyncio
import logging

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileManager


def of_odd_widgets() -> None:
    import streamlit as st

    st.text(st.number_input("Number", 0, 10, 5, key="number"))
    st.text(st.slider("Range", 0.0, 1.0, (0.0, 1.0), key="range"))
    st.text(st.selectbox("Choice", ["a", "b"], index=1, key="choice"))
    st.text(st.text_input("Words", "none", key="words"))


#: What is sent for each widget of the page -> the value that it takes.
SENT = [
    ({"string_value": "7"}, ["5", "(0.0, 1.0)", "b", "7"]),
    ({"double_value": float("nan")}, ["5", "(0.0, 1.0)", "b", "none"]),
    ({"int_value": 2**62}, ["5", "(0.0, 1.0)", "b", "none"]),
    ({"int_value": 7}, ["7", "(0.0, 1.0)", "b", "none"]),
    ({"json_value": "{"}, ["5", "(0.0, 1.0)", "b", "none"]),
    ({"double_array_value": {"data": [0.25, 0.5]}}, ["5", "(0.25, 0.5)", "b", "none"]),
    ({"double_array_value": {"data": [float("nan")]}}, ["5", "(0.0, 1.0)", "b", "none"]),
    ({"string_value": "a"}, ["5", "(0.0, 1.0)", "a", "a"]),
    ({"trigger_value": True}, ["5", "(0.0, 1.0)", "b", "none"]),
]


def failed_download(manager: MediaFileManager, error: Exception) -> list[logging.LogRecord]:
    """What is logged when the function behind a download raises `error`."""

    def make() -> bytes:
        raise error

    told: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = told.append
    logger = logging.getLogger("streamlit.runtime.backend_operation_handler")
    logger.addHandler(handler)
    try:
        offer = manager.add_deferred(make, "text/plain", "1.2", file_name="report.pdf")
        request = BackMsg().backend_operation_request
        request.deferred_file.file_id = offer
        answer = asyncio.run(DeferredFileHandler(lambda: manager).handle(request, "a"))
    finally:
        logger.removeHandler(handler)
    assert answer.error_msg
    return told
