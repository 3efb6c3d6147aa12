"""What every sentence of a package has in common, whatever its wording."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType

from core.sentence import Sentence

#: An argument of each type that sentences take; strings get the parameter's own name.
SAMPLES: dict[str, object] = {"int": 7, "float": 2.5, "bool": True, "Shape": (3, 4, 5)}


def functions_in(*modules: ModuleType) -> list[Callable[..., Sentence]]:
    """The decorated functions that the modules themselves define."""
    return [
        function
        for module in modules
        for function in vars(module).values()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and hasattr(function, "__wrapped__")
    ]


def check(function: Callable[..., Sentence]) -> Sentence:
    """Call a sentence with sample arguments.

    It is one printable line, its code is its function's name, and it contains every text that it
    was given, such as the name of the file.
    """
    texts: list[str] = []
    arguments = [
        _sample(name, str(parameter.annotation), texts)
        for name, parameter in inspect.signature(function).parameters.items()
    ]
    made = function(*arguments)
    assert isinstance(made, Sentence)
    assert made.code == function.__name__
    assert made.isprintable()
    for text in texts:
        assert text in made, f"{function.__name__} leaves out {text}"
    return made


def _sample(name: str, annotation: str, texts: list[str]) -> object:
    for kind, value in SAMPLES.items():
        if annotation.split(" | ")[0] == kind:
            return value
    if annotation.startswith(("Sequence", "Iterable", "Collection")):
        inner = annotation[annotation.index("[") + 1 : -1]
        return [_sample(f"{name}{number}", inner, texts) for number in range(2)]
    texts.append(f"<{name}>")
    return texts[-1]


def says_what_to_do(text: str) -> bool:
    """Whether a sentence ends with advice: "what is wrong: what to do."."""
    problem, colon, advice = text.rpartition(": ")
    return bool(problem and colon and advice) and text.endswith(".")
