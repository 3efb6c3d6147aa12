from types import SimpleNamespace

from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from dashboard.state import uploads


def test_streamlit_keeps_no_bytes_of_what_was_taken(monkeypatch):
    manager = MemoryUploadedFileManager("/upload")
    record = UploadedFileRec("f1", "IM1", "application/dicom", b"pixels")
    other = UploadedFileRec("f2", "IM2", "application/dicom", b"another box")
    for one in (record, other):
        manager.add_file("mine", one)
    context = SimpleNamespace(session_id="mine", uploaded_file_mgr=manager)
    monkeypatch.setattr(uploads, "get_script_run_ctx", lambda **_: context)
    (file,) = uploads.taken([UploadedFile(record, FileURLs())])
    assert (file.name, file.data) == ("IM1", b"pixels")
    assert manager.get_files("mine", ["f1", "f2"]) == [other]
