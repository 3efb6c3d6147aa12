"""What pyproject.toml asks for agrees with the pins, and the wheel runs without the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from core.phantom import make_phantom, write_dicom
from dashboard.components.viewer import assets
from tools.server import Server

OPEN_A_SAMPLE = """
from pathlib import Path
import dashboard
from streamlit.testing.v1 import AppTest

script = Path(dashboard.__file__).with_name("app.py")
app = AppTest.from_file(str(script), default_timeout=120).run()
next(button for button in app.button if str(button.key).endswith("-benign")).click().run()
assert not app.exception, app.exception
print(script)
"""

REPO = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FILES = ("requirements.txt", "requirements-dev.txt", "requirements-docs.txt")


def normalised(name: str) -> str:
    """The name under which an index knows it: `Segmentation_Models` -> `segmentation-models`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file: str, *, only_direct: bool = False) -> dict[str, str]:
    """{normalised name: version}; those that others pull in stand last, under their own heading."""
    text = (REPO / file).read_text(encoding="utf-8")
    if only_direct:
        text = text.partition("# Pulled in by those above.")[0]
    return {
        normalised(name): version
        for name, version in re.findall(r"^([\w.-]+)==(\S+)$", text, re.MULTILINE)
    }


def asked(*extras: str) -> dict[str, Requirement]:
    """{normalised name: requirement} of `pip install .[extras]`."""
    texts = [*PROJECT["dependencies"]] if not extras else []
    for extra in extras:
        texts += PROJECT["optional-dependencies"][extra]
    return {normalised(Requirement(text).name): Requirement(text) for text in texts}


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("requirements.txt", asked() | asked("postgres")),
        ("requirements-dev.txt", asked("dev")),
        ("requirements-docs.txt", asked("docs")),
    ],
    ids=FILES,
)
def test_each_range_holds_its_pin(file, wanted):
    direct = pins(file, only_direct=True)
    direct.pop("psycopg-binary", None)  # the extra "binary" of psycopg
    assert wanted.keys() == direct.keys()
    outside = {
        name: version
        for name, version in direct.items()
        if not wanted[name].specifier.contains(version)
    }
    assert outside == {}


def test_the_files_pin_a_package_that_they_share_to_one_version():
    versions: dict[str, set[str]] = {}
    for file in FILES:
        for name, version in pins(file).items():
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The files of the wheel, unpacked as pip would: a site-packages of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=REPO,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    wheel.unlink()
    return folder / "site"


@pytest.fixture
def nothing_is_written(site) -> Iterator[None]:
    """Where LiverLens is installed, a person may not be allowed to write."""
    before = files_of(site)
    yield
    assert files_of(site) - before == set()


def files_of(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if "__pycache__" not in path.parts}


def command(site: Path, name: str) -> list[str]:
    """How to run an installed command from the unpacked wheel."""
    (entry_points,) = site.glob("*.dist-info/entry_points.txt")
    module, function = re.search(rf"^{name} = (.+):(.+)$", entry_points.read_text(), re.M).groups()
    code = f"import sys; from {module} import {function}; sys.exit({function}())"
    return [sys.executable, "-c", code]


def test_the_wheel_brings_the_viewer_with_the_licences_of_what_is_in_it(site):
    viewer = site / "dashboard/components/viewer"
    niivue = assets.NIIVUE_FILE.relative_to(Path(assets.__file__).parent)
    assert (viewer / niivue).stat().st_size > 1_000_000
    assert (viewer / "NIIVUE-LICENSE.txt").is_file()
    assert (viewer / "node_modules/fflate/LICENSE").is_file()


def test_the_wheel_leaves_no_general_name_in_site_packages(site):
    names = {path.name for path in site.iterdir() if not path.name.endswith(".dist-info")}
    assert names == {"core", "dashboard", "liverlens"}


@pytest.mark.usefixtures("nothing_is_written")
def test_the_installed_command_line_analyses_a_series(site, tmp_path):
    write_dicom(make_phantom("malignant", n_slices=6, size=64, seed=1), tmp_path / "ct")
    environment = os.environ | {"PYTHONPATH": str(site), "HOME": str(tmp_path)}
    done = subprocess.run(
        [*command(site, "liverlens"), "analyze", "ct", "--out", "out"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "analysis.json").is_file()


def test_a_mistake_names_the_installed_command(site, tmp_path):
    done = subprocess.run(
        [*command(site, "liverlens"), "analyze"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.endswith("(see liverlens analyze --help)\n")


@pytest.mark.usefixtures("nothing_is_written")
def test_the_installed_app_serves_its_page_and_the_viewer(site, tmp_path):
    with Server(tmp_path, root=site) as server:
        for path in ("/", "/models", assets.main_module_path(), assets.niivue_path()):
            with urllib.request.urlopen(server.url + path, timeout=30) as answer:
                assert (path, answer.status) == (path, 200)


@pytest.mark.usefixtures("nothing_is_written")
def test_the_installed_app_opens_a_sample(site, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", OPEN_A_SAMPLE],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(site), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout.split()) == (0, [str(site / "dashboard/app.py")])
