"""The workers that a scheduler has, and which of them can be used."""

from __future__ import annotations

from dataclasses import dataclass

from distributed import Client


@dataclass(frozen=True)
class There:
    """A worker's process. One that started again has another address and the same name."""

    address: str
    name: str
    host: str


class Workers:
    """Those of one scheduler, as it last said."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._there: dict[str, There] = {}
        self._known: dict[str, There] = {}
        self._unfit: set[str] = set()

    def look(self) -> list[There]:
        """Ask again; returns those that were not there before."""
        # Only addresses: of a thousand workers everything is megabytes.
        addresses = set(self._client.nthreads())
        if addresses - self._known.keys():
            for address, facts in self._client.scheduler_info()["workers"].items():
                self._known[address] = There(address, str(facts["name"]), facts["host"])
        new = [self._known[one] for one in addresses - self._there.keys() if one in self._known]
        self._there = {one: self._known[one] for one in addresses if one in self._known}
        return new

    @property
    def there(self) -> list[There]:
        return list(self._there.values())

    @property
    def addresses(self) -> set[str]:
        return set(self._there)

    @property
    def names(self) -> set[str]:
        return {worker.name for worker in self._there.values()}

    @property
    def fit(self) -> list[str]:
        """Addresses of those that can be used."""
        return [address for address in self._there if address not in self._unfit]

    @property
    def unfit(self) -> list[str]:
        return [address for address in self._there if address in self._unfit]

    def name_of(self, address: str) -> str:
        known = self._known.get(address)
        return known.name if known else address

    def leave_out(self, address: str) -> bool:
        """That worker is not to be used; False if that was said before."""
        is_new = address not in self._unfit
        self._unfit.add(address)
        return is_new
