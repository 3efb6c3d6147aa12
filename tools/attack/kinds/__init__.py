"""The kinds of attack, in the order in which they run."""

from __future__ import annotations

import importlib

from tools.attack.tries import Kind

#: As it is given to `--kind` -> its module here; imported when it runs, as most need much.
MODULES = {
    "text-in-files": "text_in_files",
    "text-on-pages": "text_on_pages",
    "tokens": "tokens",
    "sign-in": "sign_in",
    "websockets": "websockets",
    "requests": "web_requests",
    "paths": "paths",
    "ssrf": "ssrf",
    "spoofing": "spoofing",
    "audit-trail": "audit_trail",
    "checkpoints": "checkpoints",
    "bombs": "bombs",
}


def kind_of(name: str) -> Kind:
    """That kind."""
    module = importlib.import_module(f"tools.attack.kinds.{MODULES[name]}")
    found: Kind = module.KIND
    return found
