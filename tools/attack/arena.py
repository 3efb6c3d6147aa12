"""Where a run takes place: a folder, random numbers, and the servers that are attacked."""

from __future__ import annotations

import contextlib
import os
import random
import secrets
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from dashboard.security import sign_in
from dashboard.state.server_folders import FOLDERS_VARIABLE
from tools.server import Server

if TYPE_CHECKING:
    from core.models import Model

T = TypeVar("T")

#: Who may use the server that is attacked, besides everybody in one group.
ADA, EVE, GROUP = "ada@example.org", "eve@example.org", "radiology"
COOKIE_SECRET = "a secret of the attack suite, 32+ letters"


class Arena:
    """Of one run; close it, or use it in a `with` block.

    Args:
        folder: empty, for everything that is written.
        seed: of all random choices.
        is_short: a share of the tries that takes seconds.
        model: gives the network behind the results that are exported; by default a shipped one.
        url: of a server that runs already; by default one is started when it is needed.
    """

    def __init__(
        self,
        folder: Path,
        seed: int,
        *,
        is_short: bool = False,
        model: Callable[[], Model] | None = None,
        url: str = "",
    ) -> None:
        self.folder = folder
        self.seed = seed
        self.is_short = is_short
        self._model = model
        self._url = url
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Arena:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._open.close()

    def chance(self, kind: str) -> random.Random:
        """The same numbers for the same seed and kind, whichever kinds ran before."""
        return random.Random(f"{self.seed} {kind}")

    def some(self, tries: Mapping[str, T], of: int = 3) -> dict[str, T]:
        """All of them; in a short run one in `of`, the same for the same seed."""
        step = of if self.is_short else 1
        return dict(list(tries.items())[self.seed % step :: step])

    def new_folder(self, name: str) -> Path:
        """An empty one of this run."""
        made = self.folder / f"{name}-{secrets.token_hex(4)}"
        made.mkdir(parents=True)
        return made

    @property
    def has_own_server(self) -> bool:
        """Whether the server is one of ours, whose log and store can be reached."""
        return not self._url

    @property
    def url(self) -> str:
        """Of the server, which asks people to sign in."""
        return self._url or self.server.url

    @cached_property
    def server(self) -> Server:
        """Started at the first use."""
        return self._open.enter_context(
            Server(self.new_folder("server"), environment=self._environment)
        )

    def server_log(self) -> str:
        """ "" where the server is not ours."""
        return "" if self._url else self.server.log()

    @cached_property
    def offered(self) -> Path:
        """The folder from which the server's people may open."""
        return self.new_folder("offered")

    def _environment(self, port: int) -> dict[str, str]:
        return {
            sign_in.PROVIDER: "http://127.0.0.1:9/nobody",
            sign_in.CLIENT: "liverlens",
            sign_in.SECRET: "of the client",
            sign_in.ADDRESS: f"http://127.0.0.1:{port}",
            sign_in.USERS: f"{ADA}, {EVE}, groups={GROUP}",
            sign_in.COOKIE_SECRET: COOKIE_SECRET,
            FOLDERS_VARIABLE: str(self.offered),
            "HF_HUB_OFFLINE": "1",
        }

    @cached_property
    def model(self) -> Model:
        """The network behind the results that are exported."""
        if self._model is not None:
            return self._model()
        # Imported late: torch stands behind it, and most kinds need no network.
        from core.models import load_model

        return load_model("mobilenetv2_100")


@contextlib.contextmanager
def environment(**values: str) -> Iterator[None]:
    """These variables, for as long as the block lasts."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
