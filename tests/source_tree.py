"""The source tree as the architecture tests read it: files, imports, parts, tuple keys."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent

#: From the bottom up: each may import itself and those before it.
PACKAGES = ("core", "dashboard", "pages")
#: Beside them: programs for developers, which nothing but tests imports.
TOOLS = "tools"


def sources(*packages: str) -> list[Path]:
    """The modules of `packages`; by default of all, tools too."""
    wanted = packages or (*PACKAGES, TOOLS)
    return sorted(path for package in wanted for path in (REPO / package).rglob("*.py"))


@cache
def tree(source: str) -> ast.Module:
    return ast.parse(source)


def imported_modules(source: str, module: str, is_package: bool) -> Iterator[str]:
    """Dotted names that `source`, the text of `module`, imports anywhere in it.

    `from a import b` yields both `a` and `a.b`, since b may be a module; relative imports are
    resolved against `module`.
    """
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".")
                keep = len(parents) - node.level + is_package
                base = ".".join(parents[:keep] + ([base] if base else []))
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def name_of(path: Path) -> str:
    return path.relative_to(REPO).as_posix()


def module_name(path: Path) -> str:
    parts = path.relative_to(REPO).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports_of(path: Path) -> set[str]:
    source = path.read_text(encoding="utf-8")
    return set(imported_modules(source, module_name(path), path.name == "__init__.py"))


def part_of(module: str) -> str:
    """`core.dicom.tags` -> `dicom`; `core` itself -> ''."""
    return module.split(".")[1] if "." in module else ""


def parts_of(package: str) -> set[str]:
    return {part_of(module_name(path)) for path in (REPO / package).rglob("*.py")}


def part_edges(package: str) -> dict[str, set[str]]:
    """For each part of a package, the other parts that it imports."""
    parts = parts_of(package)
    edges: dict[str, set[str]] = {part: set() for part in parts}
    for path in (REPO / package).rglob("*.py"):
        source = part_of(module_name(path))
        for name in imports_of(path):
            target = part_of(name)
            # `from core import DISCLAIMER` names an attribute, not a part.
            if name.startswith(f"{package}.") and target in parts and target != source:
                edges[source].add(target)
    return edges


def upward_imports(package: str, floors: Sequence[set[str]]) -> set[str]:
    """The imports between the parts of a package that go to a higher floor."""
    floor = {part: height for height, parts in enumerate(floors) for part in parts}
    return {
        f"{package}.{source} imports {package}.{target}"
        for source, targets in part_edges(package).items()
        for target in targets
        if floor.get(target, 0) > floor.get(source, 0)
    }


def in_a_circle(edges: dict[str, set[str]]) -> set[str]:
    """Those that import each other in a circle, and those that import them."""
    waiting = edges
    while free := {part for part, targets in waiting.items() if not targets & waiting.keys()}:
        waiting = {part: targets for part, targets in waiting.items() if part not in free}
    return set(waiting)


def tuple_keys(source: str, *, has_arrays: bool = True) -> Iterator[str]:
    """Where a dict is declared, made or used with tuples as keys: they say nothing of what they
    mean, and a typed object or a frozen dataclass does.

    Args:
        has_arrays: whether attributes may be arrays, which are indexed by tuples too: then only an
            index with a text in it (`session.shown[digest, "findings"]`) is taken for a key.
    """
    mappings = {
        "dict",
        "Mapping",
        "MutableMapping",
        "OrderedDict",
        "defaultdict",
        "Recent",
        "WeakKeyDictionary",
    }
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            keys = node.slice.elts
            declared = ast.unparse(node.value).rsplit(".", 1)[-1] in mappings
            if declared and ast.unparse(keys[0]).startswith(("tuple", "Tuple")):
                yield f"line {node.lineno}: {ast.unparse(node)}"
            is_held = isinstance(node.value, ast.Attribute) and not declared
            has_text = any(
                isinstance(key, ast.Constant) and isinstance(key.value, str) for key in keys
            )
            if is_held and (has_text or not has_arrays):
                yield f"line {node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Dict):
            if any(isinstance(key, ast.Tuple) for key in node.keys):
                yield f"line {node.lineno}: a dict with tuples as keys"
        elif isinstance(node, ast.DictComp) and isinstance(node.key, ast.Tuple):
            yield f"line {node.lineno}: a dict with tuples as keys"
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"get", "pop", "setdefault"}
            and node.args
            and isinstance(node.args[0], ast.Tuple)
        ):
            yield f"line {node.lineno}: {ast.unparse(node)}"
