"""Places on disk: links, loops, devices, pipes, deep and odd folders, DICOMDIRs that reach out."""

from __future__ import annotations

import contextlib
import io
import os
import random
import socket
from pathlib import Path

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, MediaStorageDirectoryStorage

from core.dicom import MemoryFile
from tools.fuzz import seeds
from tools.fuzz.case import Case, Generator

DEVICES = (
    "/dev/zero",
    "/dev/urandom",
    "/dev/full",
    "/dev/tty",
    "/dev/stdin",
    "/proc/self/mem",
    "/proc/kmsg",
    "/proc/self/pagemap",
    "/sys/kernel/notes",
)
ODD_NAMES = (
    b"\xff\xfe\x80",
    b"new\nline",
    b"\x1b[2J",
    b"n" * 255,
    "\u202egpj.dcm".encode(),
    b" ",
    b"-rf",
    b"a\\b",
    "\N{FAMILY}\N{CJK UNIFIED IDEOGRAPH-4E2D}".encode(),
    b"%s{0}$HOME",
)
#: What the file IDs of a DICOMDIR's records may point to.
REFERENCES = (
    ["IM0"],
    ["..", "outside"],
    ["/etc", "passwd"],
    ["..", "..", "etc", "passwd"],
    ["A" * 16] * 8,
    ["C:\\X"],
    [""],
    ["."],
    ["IM0", "IM0"],
    ["LINK", "outside"],
    ["DICOMDIR"],
    ["DEV"],
    ["PIPE"],
)


def write_slices(folder: Path) -> None:
    for z, data in enumerate(seeds.slice_files()):
        (folder / f"IM{z}").write_bytes(data)


def links(rng: random.Random, number: int, folder: Path) -> Case:
    """Loops, links to nothing, to the root, to the folder above, chains of links."""
    if rng.random() < 0.7:
        write_slices(folder)
    targets = (
        folder,
        folder.parent,
        Path("/"),
        folder / "gone",
        folder / "IM0",
        Path("."),
        Path(".."),
    )
    for k in range(rng.choice((1, 5, 45))):
        (folder / f"link{k}").symlink_to(rng.choice((*targets, folder / f"link{k + 1}")))
    (folder / "self").symlink_to("self")
    return Case([rng.choice((folder, folder / "self", folder / "link0"))])


def devices(rng: random.Random, number: int, folder: Path) -> Case:
    """Devices, pipes and sockets, as they are, through links, or beside a series."""
    if rng.random() < 0.5:
        write_slices(folder)
    os.mkfifo(folder / "pipe")
    for k, device in enumerate(DEVICES):
        (folder / f"device{k}.dcm").symlink_to(device)
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "socket"))
    single = [folder / name for name in ("pipe", "device0.dcm", "socket")]
    given = rng.choice((*single, Path(rng.choice(DEVICES)), folder, folder))
    return Case([given])


def sparse(rng: random.Random, number: int, folder: Path) -> Case:
    """Files of terabytes that hold nothing behind a plausible beginning."""
    heads = (
        bytes(128) + b"DICM",
        seeds.native("explicit")[:600],
        seeds.native("no preamble")[:600],
        seeds.native("implicit")[:600],
        seeds.native("deflated")[:500],
        seeds.enhanced()[:3000],
        seeds.nifti("nii"),
        seeds.nifti("nii.gz"),
        seeds.archive(),
        b"",
        b"\x08\0\x05\0",
        seeds.compressed("jpeg 2000"),
        seeds.compressed("rle")[:-20],
    )
    path = folder / rng.choice(("slice", "a.nii", "a.nii.gz", "a.zip"))
    with path.open("wb") as file:
        file.write(rng.choice(heads))
        file.truncate(max(file.tell(), rng.choice((2**24, 2**28, 2**33, 2**40))))
    return Case([rng.choice((path, folder))])


def deep_folders(rng: random.Random, number: int, folder: Path) -> Case:
    """Folders in each other, to the end of what a path may hold and beyond it."""
    here = os.getcwd()
    os.chdir(folder)
    try:
        for _ in range(rng.choice((10, 300, 1200, 2600))):
            os.mkdir("d")
            os.chdir("d")
        Path("IM0").write_bytes(seeds.slice_files()[0])
    finally:
        os.chdir(here)
    return Case([folder])


def odd_names(rng: random.Random, number: int, folder: Path) -> Case:
    """Names that are no text, break lines, or are as long as a name may be."""
    for name in rng.sample(ODD_NAMES, 4):
        data = rng.choice((*seeds.slice_files(), b"", b"hello", seeds.archive()))
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_bytes(data)
    return Case(rng.choice(([folder], sorted(folder.iterdir()))))


def odd_paths(rng: random.Random, number: int, folder: Path) -> Case:
    """Paths that lead nowhere or can't be."""
    paths = (
        "",
        " ",
        "\0",
        "a\0b",
        "x" * 5000,
        # Not the root itself: what lies below it is another matter on each machine.
        "/" * 5000 + "nowhere",
        "../" * 1000 + "nowhere",
        "/dev/fd/99",
        "~root",
        "\udcff",
        str(folder),
        f"{folder}/IM0/x",
        ".",
    )
    write_slices(folder)
    return Case([rng.choice(paths) for _ in range(rng.choice((1, 1, 2)))])


def many_files(rng: random.Random, number: int, folder: Path) -> Case:
    """Thousands of files, each with another reason to be set aside."""
    template = seeds.slice_files()[0]
    place = template.index(b"\x28\0\x10\0US\x02\0") + 8
    for k in range(rng.choice((500, 3000))):
        rows = (5000 + k).to_bytes(2, "little")
        (folder / f"IM{k}").write_bytes(template[:place] + rows + template[place + 2 :])
    return Case([folder])


def directories(rng: random.Random, number: int, folder: Path) -> Case:
    """DICOMDIRs that list files outside, devices, themselves, or thousands that are missing."""
    (folder.parent / "outside").write_bytes(seeds.slice_files()[0])
    write_slices(folder)
    (folder / "LINK").symlink_to(folder.parent)
    (folder / "DEV").symlink_to("/dev/zero")
    os.mkfifo(folder / "PIPE")
    data = dicomdir([rng.choice(REFERENCES) for _ in range(rng.choice((1, 3, 10, 3000)))])
    if rng.random() < 0.4:
        damaged = bytearray(data)
        for _ in range(rng.choice((1, 5))):
            damaged[rng.randrange(len(damaged))] = rng.choice((0, 0xFF, 0x5C, 0x2E))
        data = bytes(damaged)
    (folder / "DICOMDIR").write_bytes(data)
    uploads = [MemoryFile("DICOMDIR", data), MemoryFile("IM0", seeds.slice_files()[0])]
    return Case(rng.choice(([folder / "DICOMDIR"], [folder], uploads)))


def dicomdir(references: list[list[str]]) -> bytes:
    """A DICOMDIR whose records name these files; each next record is the first one again."""
    ds = Dataset()
    ds.FileSetID = "FUZZ"
    ds.DirectoryRecordSequence = []
    for parts in references:
        record = Dataset()
        record.OffsetOfTheNextDirectoryRecord = (
            record.OffsetOfReferencedLowerLevelDirectoryEntity
        ) = 400
        record.DirectoryRecordType = "IMAGE"
        record.add_new(0x00041500, "CS", parts)
        ds.DirectoryRecordSequence.append(record)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    ds.file_meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = io.BytesIO()
    ds.save_as(file, enforce_file_format=True)
    return file.getvalue()


GENERATORS = (
    Generator("links and loops", links, 15),
    Generator("devices, pipes, sockets", devices, 12),
    Generator("sparse files of terabytes", sparse, 25),
    Generator("folders in folders", deep_folders, 4),
    Generator("odd file names", odd_names, 12),
    Generator("odd paths", odd_paths, 15),
    Generator("thousands of bad files", many_files, 2),
    Generator("DICOMDIRs that reach out", directories, 20),
)
