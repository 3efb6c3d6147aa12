"""Weights and training files: damaged, foreign, with code in them, of absurd shapes."""

from __future__ import annotations

import io
import os
import pickle
import random
import zipfile
from pathlib import Path

import numpy as np
import torch

from tools.fuzz import seeds
from tools.fuzz.case import CHECKPOINT, TRAINING_FILE, Case, Generator

ODD: tuple[object, ...] = (
    None,
    0,
    -1,
    "",
    "nonsense",
    [],
    {},
    [1, 2],
    float("nan"),
    10**30,
    b"x",
    True,
    {"a": 1},
    [None] * 5,
)


class Malice:
    """What a pickle must never get to run: it would leave a file behind."""

    def __reduce__(self) -> tuple:
        return os.system, ("touch malice",)


def damaged(data: bytes, rng: random.Random, number: int) -> bytes:
    changed = bytearray(data)
    if rng.random() < 0.3:
        del changed[len(changed) * (number % 100) // 100 :]
    for _ in range(rng.choice((0, 1, 2, 8))):
        # The ends hold the pickle and the directory, which matter most.
        place = rng.choice((rng.randrange(2000), -rng.randrange(1, 5000), rng.randrange(len(data))))
        if abs(place) < len(changed):
            changed[place] = rng.choice((0, 0xFF, changed[place] ^ 1 << rng.randrange(8)))
    return bytes(changed)


def saved(folder: Path, name: str, data: bytes, reader: str) -> Case:
    path = folder / name
    path.write_bytes(data)
    return Case([path], reader)


def checkpoint_bytes(rng: random.Random, number: int, folder: Path) -> Case:
    return saved(folder, "model.pth", damaged(seeds.checkpoint(), rng, number), CHECKPOINT)


def checkpoint_content(rng: random.Random, number: int, folder: Path) -> Case:
    """A whole file with parts missing, of other types, or with code to run."""
    content = torch.load(io.BytesIO(seeds.checkpoint()), weights_only=True)
    for _ in range(rng.choice((1, 1, 2))):
        key = rng.choice(list(content))
        match rng.randrange(4):
            case 0:
                del content[key]
            case 1 | 2:
                content[key] = rng.choice(ODD)
            case _:
                state = content.get("state_dict")
                if isinstance(state, dict):
                    part = rng.choice(list(state))
                    state[part] = rng.choice((None, 1, "x", torch.zeros(3), torch.zeros(0, 5)))
        if not content:
            break
    file = io.BytesIO()
    kind = rng.randrange(10)
    if kind == 0:
        pickle.dump(Malice(), file)
    elif kind == 1:
        torch.save({**content, "more": Malice()}, file)
    elif kind == 2:
        torch.save(rng.choice(ODD), file)
    else:
        torch.save(content, file)
    return saved(folder, "model.pth", file.getvalue(), CHECKPOINT)


def training_bytes(rng: random.Random, number: int, folder: Path) -> Case:
    return saved(folder, "data.npz", damaged(seeds.training_file(), rng, number), TRAINING_FILE)


def training_content(rng: random.Random, number: int, folder: Path) -> Case:
    """Arrays of odd shapes and types, objects, members that are no arrays, absurd headers."""
    with np.load(io.BytesIO(seeds.training_file())) as arrays:
        content = {key: arrays[key] for key in arrays.files}
    odd = (
        np.zeros(()),
        np.zeros(0),
        np.zeros((0, 32, 32), np.uint8),
        np.zeros((6, 31, 32)),
        np.full(6, np.nan),
        np.array(["x"] * 6),
        np.zeros((6, 32, 32), complex),
        np.full((6, 32, 32), np.nan),
        np.zeros((6, 6)),
        np.array([object()] * 6),
        np.full((6, 32, 32), "a"),
        np.full(6, "benign"),
        np.full(6, 2**63, np.uint64),
        np.zeros((6, 0, 0), np.uint8),
        np.zeros(6, "V8"),
        np.zeros(6, "M8[s]"),
    )
    for _ in range(rng.choice((1, 1, 2))):
        key = rng.choice((*content, "slice_class"))
        if rng.random() < 0.2:
            content.pop(key, None)
        else:
            content[key] = rng.choice(odd)
    file = io.BytesIO()
    np.savez(file, **content)
    if rng.random() < 0.3:
        head = rng.choice(
            (
                b"{'descr': '|u1', 'fortran_order': False, 'shape': (99999999, 99999999), }",
                b"{'descr': '|O', 'fortran_order': False, 'shape': (6,), }",
                b"{'descr': '<u1', 'shape'",
                b"[" * 5000,
                b"{'descr': '|u1', 'fortran_order': False, 'shape': (-6, 32, 32), }",
            )
        )
        with zipfile.ZipFile(file, "a") as archive:
            name = rng.choice(("image.npy", "other.npy", "other"))
            member = b"\x93NUMPY\x01\0" + len(head).to_bytes(2, "little") + head + bytes(100)
            archive.NameToInfo.clear()
            archive.writestr(name, member)
    return saved(folder, "data.npz", file.getvalue(), TRAINING_FILE)


def training_bomb(rng: random.Random, number: int, folder: Path) -> Case:
    """An array of zeros that packs a thousand to one."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        head = b"{'descr': '|u1', 'fortran_order': False, 'shape': (100000, 1024, 1024), }"
        head = head.ljust(118) + b"\n"
        member = b"\x93NUMPY\x01\0" + len(head).to_bytes(2, "little") + head
        archive.writestr("image.npy", member + bytes(30_000_000))
    return saved(folder, "data.npz", file.getvalue(), TRAINING_FILE)


GENERATORS = (
    Generator("checkpoints, any byte", checkpoint_bytes, 30),
    Generator("checkpoints, their content", checkpoint_content, 40),
    Generator("training files, any byte", training_bytes, 25),
    Generator("training files, their content", training_content, 30),
    Generator("training file bombs", training_bomb, 1),
)
