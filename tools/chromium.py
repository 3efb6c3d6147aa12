"""Chromium as the benchmarks and the browser tests start it: headless, drawing in software."""

from __future__ import annotations

import shutil

from tools.server import ROOT

NIIVUE = ROOT / "dashboard/components/viewer/node_modules/@niivue/niivue/dist/index.js"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-gpu-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    return next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
