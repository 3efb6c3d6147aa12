"""Files that run code when they are read: weights, training data, arrays."""

from __future__ import annotations

import builtins
import io
import os
import pickle
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from tools.attack.arena import Arena
from tools.attack.tries import Kind, Try, refused, tried


class Runs:
    """Unpickled, it calls a function."""

    def __init__(self, call: Callable, *arguments: object) -> None:
        self._call = call, arguments

    def __reduce__(self) -> tuple:
        return self._call


def payloads(marker: Path) -> dict[str, object]:
    """What each does if it is unpickled: `marker` is there afterwards."""
    made = f"open({str(marker)!r}, 'w').close()"
    return {
        "os.mkdir": Runs(os.mkdir, str(marker)),
        "os.system": Runs(os.system, f"touch '{marker}'"),
        "eval": Runs(builtins.eval, made),
        "exec": Runs(builtins.exec, made),
        "subprocess": Runs(subprocess.check_call, ["touch", str(marker)]),
        "a file that opens itself": Runs(io.FileIO, str(marker), "w"),
        "getattr": Runs(getattr, Runs(__import__, "os"), "mkdir"),
    }


def tries(arena: Arena) -> Iterator[Try]:
    # Imported late: torch stands behind both.
    from core.models import load_checkpoint
    from core.phantom import make_phantom
    from core.risk import PatientSettings
    from core.training.data import load_slices
    from core.worklist.outlines import unpack

    series = make_phantom("normal", n_slices=4, size=64, seed=1).series

    def unpacked(path: Path) -> object:
        return unpack(path.read_bytes(), series, PatientSettings())

    for what in payloads(Path("x")):
        for form, write in _FORMS.items():
            yield _never_runs(arena, f"{form}: {what}", ".pth", what, write, load_checkpoint)
        yield _never_runs(arena, f"training data: {what}", ".npz", what, _npz, load_slices)
        yield _never_runs(arena, f"kept outlines: {what}", ".npz", what, _npz, unpacked)
    yield from _odd_files(arena)


def _never_runs(
    arena: Arena,
    name: str,
    suffix: str,
    what: str,
    write: Callable[[object, Path], None],
    read: Callable[[Path], object],
) -> Try:
    folder = arena.new_folder("weights")
    marker, path = folder / "it-ran", folder / f"model{suffix}"
    write(payloads(marker)[what], path)
    if marker.exists():
        raise AssertionError("writing the file ran it")

    def step() -> str:
        try:
            taken = read(path)
        finally:
            if marker.exists():
                raise AssertionError("it ran")
        return "" if taken is None else "it was taken"

    return tried(name, "a file whose unpickling calls a function", "refused, nothing runs", step)


def _torch_zip(payload: object, path: Path) -> None:
    import torch

    torch.save(_checkpoint(payload), path)


def _torch_legacy(payload: object, path: Path) -> None:
    import torch

    torch.save(_checkpoint(payload), path, _use_new_zipfile_serialization=False)


def _pickle_alone(payload: object, path: Path) -> None:
    path.write_bytes(pickle.dumps(payload))


def _in_tar(payload: object, path: Path) -> None:
    """The form of before 2017: a tar of pickles."""
    body = pickle.dumps(payload)
    with tarfile.open(path, "w") as archive:
        for name in ("sys_info", "pickle", "storages", "tensors"):
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))


def _script_archive(payload: object, path: Path) -> None:
    """What TorchScript looks like from outside."""
    body = pickle.dumps(payload)
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("model/constants.pkl", "model/data.pkl", "model/code/__torch__.py.debug_pkl"):
            archive.writestr(name, body)
        archive.writestr("model/version", "3\n")


def _npz(payload: object, path: Path) -> None:
    held = np.empty(1, object)
    held[0] = payload
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("image", "label", "subject", "quality", "mask", "facts"):
            body = io.BytesIO()
            np.lib.format.write_array(body, held, allow_pickle=True)
            archive.writestr(f"{name}.npy", body.getvalue())


def _checkpoint(payload: object) -> dict[str, object]:
    return {
        "format": "liverlens-checkpoint/1",
        "name": "tiny",
        "backbone": "test_efficientnet",
        "temperature": 1.0,
        "decoder_channels": [8, 8, 8, 8, 8],
        "training": payload,
        "preprocessing": payload,
        "state_dict": {"encoder.weight": payload},
    }


_FORMS: dict[str, Callable[[object, Path], None]] = {
    "checkpoint": _torch_zip,
    "checkpoint of the old form": _torch_legacy,
    "pickle": _pickle_alone,
    "tar of pickles": _in_tar,
    "TorchScript": _script_archive,
}


def _odd_files(arena: Arena) -> Iterator[Try]:
    """What is no checkpoint, and what asks for too much."""
    import torch

    from core.models import load_checkpoint

    def attempt(name: str, content: object) -> Try:
        path = arena.new_folder("weights") / "model.pth"
        torch.save(content, path)
        return refused(name, "a checkpoint of made-up content", lambda: load_checkpoint(path))

    good = _checkpoint("{}")
    one = {"encoder.weight": torch.zeros(1)}
    yield attempt("a list", [1, 2])
    yield attempt("another format", {**good, "format": "x", "state_dict": one})
    yield attempt(
        "a network of the attacker's choice",
        {**good, "backbone": "../../evil", "preprocessing": {}, "state_dict": one},
    )
    yield attempt(
        "a network from elsewhere",
        {**good, "backbone": "hf-hub:evil/model", "preprocessing": {}, "state_dict": one},
    )
    yield attempt(
        "a decoder of a million channels",
        {**good, "decoder_channels": [10**6] * 5, "preprocessing": {}, "state_dict": one},
    )
    yield attempt(
        "options that name a file",
        {
            **good,
            "backbone_options": {"pretrained_cfg": {"file": "/etc/passwd"}},
            "preprocessing": {},
            "state_dict": one,
        },
    )
    yield attempt(
        "training facts nested without end", {**good, "training": "[" * 10**5, "state_dict": one}
    )


KIND = Kind("checkpoints", "Weights and arrays that run code", tries)
