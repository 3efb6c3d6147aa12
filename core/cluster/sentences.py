"""What the cluster says to people."""

from __future__ import annotations

from core.sentence import sentence

# -- settings ----------------------------------------------------------------------------------


@sentence
def adapt_out_of_order(fewest: int, most: int) -> str:
    return f"--adapt {fewest} {most}: the fewest workers come first, the most second."


@sentence
def no_workers() -> str:
    return "A cluster needs a worker: say how many with --workers N or --adapt MIN MAX."


@sentence
def needs_a_server(place: object, how: str) -> str:
    return (
        f"The worklist {place} is a file, which workers on other machines (--{how}) can't share: "
        "set DATABASE_URL to a PostgreSQL database that all of them reach."
    )


@sentence
def nobody_reaches_loopback(how: str) -> str:
    return (
        f"Workers on other machines (--{how}) must reach the scheduler: name an address of this "
        "machine in their network, such as --listen 10.0.0.5."
    )


@sentence
def not_a_host(host: str) -> str:
    return f"{host!r} is not the name of a host: write --ssh host1 user@host2."


@sentence
def not_a_walltime(text: str) -> str:
    return f"{text!r} is not a walltime: write it like 04:00:00."


@sentence
def walltime_too_short(text: str, seconds: int) -> str:
    return f"--walltime {text}: a job needs at least {seconds} seconds, most of them to start."


@sentence
def not_a_scheduler(address: str) -> str:
    return f"{address!r} is not the address of a Dask scheduler: write it like tls://host:8786."


@sentence
def not_encrypted(address: str) -> str:
    return (
        f"{address} is not encrypted, and Dask runs whatever anyone sends who reaches it: set up "
        "TLS there and name it as tls://, with --tls-ca, --tls-cert and --tls-key."
    )


@sentence
def dashboard_is_open(address: str) -> str:
    return (
        f"--dashboard {address}: the dashboard asks nobody who they are, so it is for this machine "
        "alone: use 127.0.0.1, and a tunnel from elsewhere."
    )


@sentence
def not_installed(package: str) -> str:
    return f"{package} is not installed: install what requirements.txt names."


# -- workers -----------------------------------------------------------------------------------


@sentence
def not_started(reason: object) -> str:
    return f"The workers can't be started ({reason}): check the settings above."


@sentence
def no_scheduler(address: str, reason: object) -> str:
    return f"The scheduler {address} can't be reached ({reason}): check address and certificates."


@sentence
def ssh_ended(host: str, status: int, said: str) -> str:
    return (
        f"{host}: the worker ended with status {status} ({said}): check that `ssh {host}` works "
        "without a password, and that LiverLens is installed there (--remote-python)."
    )


@sentence
def another_store(worker: str) -> str:
    return (
        f"Worker {worker} uses another worklist than this one: set DATABASE_URL on its machine to "
        "the same database."
    )


@sentence
def another_version(worker: str, theirs: str, ours: str) -> str:
    return (
        f"Worker {worker} has LiverLens {theirs}, this is {ours}: install the same version there."
    )


@sentence
def another_model(worker: str, name: str) -> str:
    return (
        f"Worker {worker} has no model {name}, or other weights under that name: copy the same "
        "weights there (LIVERLENS_WEIGHTS_DIR)."
    )


@sentence
def no_gpu(worker: str) -> str:
    return (
        f"Worker {worker} finds no graphics card that ONNX Runtime or PyTorch can use: install "
        "onnxruntime-gpu or a CUDA build of PyTorch there, or omit --gpus."
    )


@sentence
def none_fit() -> str:
    return "No worker can be used: the lines above say why."


@sentence
def none_came(seconds: int) -> str:
    return f"No worker came within {seconds} seconds: check that the machine has memory for it."


@sentence
def too_many_faults(count: int, fault: str) -> str:
    return (
        f"The program failed {count} times in a row on the workers ({fault}): run `worklist run` "
        "on one series to see where."
    )


@sentence
def scheduler_gone() -> str:
    return (
        "The connection to the Dask scheduler was lost: start the command again; nothing is lost."
    )


@sentence
def worker_lost(worker: str) -> str:
    return f"Worker {worker} is gone; its series waits again."


@sentence
def task_failed(worker: str, fault: str) -> str:
    return f"Worker {worker}: {fault}"


@sentence
def stopping() -> str:
    return "Stopping: series in progress wait again. Ctrl+C once more ends it at once."


@sentence
def dashboard_at(address: str) -> str:
    return f"Dask's dashboard: {address}"


@sentence
def dashboard_without_bokeh(address: str) -> str:
    return f"Dask's tables: {address} (for the dashboard's charts, install bokeh)"
