"""Each kind of file in which something of the patient could stay is looked into."""

from __future__ import annotations

import gzip
import io
import logging
import sqlite3
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin
from pydicom import dcmread
from reportlab.pdfgen.canvas import Canvas

from core.shipped import shipped
from tests.privacy.files import traces_in_file, traces_under
from tests.privacy.planted import HEADERS, NAME, PATIENT_ID, pixel_runs, plant, plant_in_files

#: A value that doesn't fit into one page of a database.
LONG = 10_000


def log(path: Path) -> None:
    logger, handler = logging.getLogger("of this test"), logging.FileHandler(path)
    logger.addHandler(handler)
    try:
        int(NAME)
    except ValueError:
        logger.exception("a traceback that quotes what it was given")
    finally:
        logger.removeHandler(handler)
        handler.close()


def database(path: Path) -> None:
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE records (id INTEGER, note TEXT)")
        # On several pages: in the file, it is not in one piece.
        made.execute("INSERT INTO records VALUES (1, ?)", (NAME * LONG,))


def packed_value(path: Path) -> None:
    with sqlite3.connect(path) as made:
        made.execute('CREATE TABLE "out""lines" (held BLOB)')
        made.execute('INSERT INTO "out""lines" VALUES (?)', (zlib.compress(NAME.encode() * 9),))


def nifti_header(path: Path) -> None:
    header = bytearray(352)
    header[148 : 148 + len(NAME)] = NAME.encode()  # `descrip`
    path.write_bytes(gzip.compress(bytes(header)))


def picture(path: Path) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Description", NAME, zip=True)
    Image.new("L", (8, 8)).save(path, format="PNG", pnginfo=notes)


def pdf_text(path: Path) -> None:
    canvas = Canvas(str(path), pageCompression=1)
    canvas.drawString(100, 100, NAME)
    canvas.save()


def pdf_title(path: Path) -> None:
    canvas = Canvas(str(path))
    canvas.setTitle(NAME)
    canvas.save()


def zip_member(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("notes.txt", NAME * 9)


def zip_name(path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(f"{NAME}.dcm", b"")
    path.write_bytes(gzip.compress(inner.getvalue()))


@pytest.mark.parametrize(
    "write",
    [
        log,
        database,
        packed_value,
        nifti_header,
        picture,
        pdf_text,
        pdf_title,
        zip_member,
        zip_name,
    ],
)
def test_a_name_is_found_in(write, tmp_path):
    path = tmp_path / "of no name"
    write(path)
    assert traces_in_file(path) == {"name"}
    assert traces_under(tmp_path) == {"of no name": {"name"}}


def test_a_value_that_only_the_log_of_writes_holds_is_found(tmp_path):
    path = tmp_path / "worklist.sqlite3"
    made = sqlite3.connect(path)
    try:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE records (note TEXT)")
        made.commit()
        made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        made.execute("INSERT INTO records VALUES (?)", (PATIENT_ID,))
        made.commit()
        found = traces_under(tmp_path)
    finally:
        made.close()
    assert found == {
        "worklist.sqlite3": {"patient ID"},
        "worklist.sqlite3-wal": {"patient ID"},
    }


def test_the_name_of_a_folder_is_searched_too(tmp_path):
    (tmp_path / "Kunigunde").mkdir()
    assert traces_under(tmp_path) == {"Kunigunde": {"name"}}


def test_pixels_are_found_in_arrays_and_packed_volumes(tmp_path):
    volume = np.zeros((3, 64, 64), np.int16)
    volume[1, 40, 10:42] = pixel_runs()[4]
    np.save(tmp_path / "volume.npy", volume)
    np.savez_compressed(tmp_path / "volume.npz", volume)
    (tmp_path / "volume.nii.gz").write_bytes(gzip.compress(volume[:, :, ::-1].tobytes()))
    np.save(tmp_path / "outlines.npy", volume > 0)
    assert traces_under(tmp_path) == {
        name: {"pixels"} for name in ("volume.nii.gz", "volume.npy", "volume.npz")
    }


def test_a_dicom_file_holds_all_that_was_planted(tmp_path):
    # The slice on which the sample opens: slice 24 from below of 48.
    dataset = dcmread(shipped("sample_scans") / "malignant" / "IM0024.dcm")
    plant(dataset).save_as(tmp_path / "slice.dcm")
    everything = {
        *("name", "patient ID", "birth date", "accession number"),
        *("referring physician", "institution", "pixels"),
    }
    assert traces_in_file(tmp_path / "slice.dcm") == everything


def test_what_is_still_being_written_is_searched_as_far_as_it_goes(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 half of a file")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 half of a file")
    (tmp_path / "c.gz").write_bytes(gzip.compress(NAME.encode() * 9)[:-8])
    assert traces_under(tmp_path) == {"c.gz": {"name"}}


def test_a_planted_file_is_of_a_person_of_its_own_with_the_same_pixels(tmp_path):
    before = dcmread(shipped("sample_scans") / "benign" / "IM0020.dcm")
    before.save_as(tmp_path / "slice.dcm")
    plant_in_files([tmp_path / "slice.dcm"], of="benign")
    planted = dcmread(tmp_path / "slice.dcm")
    said = {word: str(planted[word].value) for word in HEADERS}
    assert said == HEADERS | {"PatientID": f"{PATIENT_ID}-benign"}
    assert planted.PixelData == before.PixelData
    assert planted.SOPInstanceUID == before.SOPInstanceUID
