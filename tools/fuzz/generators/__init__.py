"""Every kind of damage, and how a number of cases is shared among them."""

from __future__ import annotations

from collections.abc import Iterator

from tools.fuzz.case import Generator
from tools.fuzz.generators import (
    archives,
    damage,
    fragments,
    headers,
    masks,
    places,
    polyglots,
    sequences,
    stacks,
    volumes,
    weights,
)

GENERATORS: dict[str, Generator] = {
    generator.name: generator
    for module in (
        damage,
        headers,
        sequences,
        fragments,
        stacks,
        archives,
        polyglots,
        places,
        volumes,
        masks,
        weights,
    )
    for generator in module.GENERATORS
}


def planned(cases: int) -> Iterator[tuple[Generator, int]]:
    """(generator, its running number) of `cases` cases: by their shares, evenly mixed.

    Every generator comes up once before any comes up twice as often as its share says.
    """
    done = dict.fromkeys(GENERATORS, 0)
    for _ in range(cases):
        name = min(done, key=lambda name: (done[name] / GENERATORS[name].share, name))
        yield GENERATORS[name], done[name]
        done[name] += 1
