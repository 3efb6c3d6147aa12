"""Workers as jobs of SLURM. There was no SLURM: the script is read, and a stand-in runs it."""

from __future__ import annotations

import os
import re
from dataclasses import replace

import pytest
from dask_jobqueue.slurm import SLURMJob

from core.cluster import Crew, How, Settings, slurm, started, starting
from core.cluster.settings import Slurm
from core.errors import UsageError
from core.worklist import add_inputs
from tests.core.cluster.programs import stand_in
from tests.core.cluster.quick import make_quick
from tests.core.worklist.made_records import WEIGHTS


@pytest.fixture
def settings(tmp_path):
    jobs = Slurm(
        partition="gpu",
        account="radiology",
        memory="6GB",
        walltime="01:00:00",
        options=("--nice=100",),
        shared_folder=tmp_path / "shared",
    )
    return Settings(workers=1, how=How.SLURM, slurm=jobs)


def script_of(settings: Settings) -> str:
    options = slurm.job_options(settings)
    return SLURMJob("tls://10.0.0.5:1234", name="liverlens-0", **options).job_script()


def test_the_script_asks_for_what_the_settings_say(settings):
    script = script_of(settings)
    asked = re.findall(r"^#SBATCH (.*)$", script, re.MULTILINE)
    assert {"-J liverlens", "-p gpu", "-A radiology", "-n 1", "--cpus-per-task=1"} <= set(asked)
    assert {"--mem=6G", "-t 01:00:00", "--nice=100"} <= set(asked)
    assert "export OMP_NUM_THREADS=1" in script
    assert "LIVERLENS_DEVICE" not in script


def test_the_worker_ends_before_its_walltime_and_serves_no_page(settings):
    command = script_of(settings).strip().splitlines()[-1]
    words = command.split()
    assert words[1:4] == ["-m", "distributed.cli.dask_worker", "tls://10.0.0.5:1234"]
    # 3600 s less the margin of 120 s.
    assert words[words.index("--lifetime") + 1] == "3480s"
    assert words[words.index("--nthreads") + 1] == "1"
    assert words[words.index("--protocol") + 1] == "tls://"
    assert "--no-dashboard" in words


def test_one_graphics_card_for_each_job(settings):
    script = script_of(replace(settings, gpus=2))
    assert "#SBATCH --gres=gpu:1" in script
    assert "export LIVERLENS_DEVICE=cuda" in script
    # SLURM chooses the card.
    assert "CUDA_VISIBLE_DEVICES" not in script


def test_no_secret_is_in_the_script(settings, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://ada:PaSsWoRd@db/liverlens")
    monkeypatch.setenv("LIVERLENS_KEY", "k" * 32)
    script = script_of(settings)
    assert "PaSsWoRd" not in script
    assert "k" * 32 not in script


def test_a_walltime_that_leaves_no_time_to_work_is_refused(settings):
    short = replace(settings, slurm=replace(settings.slurm, walltime="00:05:00"))
    with pytest.raises(UsageError) as caught:
        slurm.job_options(short)
    assert caught.value.code == "walltime_too_short"


def test_a_job_works_on_the_queue_and_is_cancelled_at_the_end(
    settings, shared_store, series_folder, tmp_path, monkeypatch
):
    notes = stand_in("sbatch", tmp_path)
    stand_in("scancel", tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(starting, "check", lambda *_: None)
    add_inputs(shared_store, [series_folder(3)], "quick", WEIGHTS)
    with started(settings, shared_store) as cluster:
        folder = settings.slurm.shared_folder
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in folder.glob(".dask-jobqueue*")} == {0o600}
        Crew(shared_store, cluster, make_analyse=make_quick).run()
    assert shared_store.queue.counts() == {"done": 3}
    assert (notes / "scripts").read_text().count("#SBATCH -J liverlens") == 1
    assert len((notes / "cancelled").read_text().split()) == 1
    # The keys are gone with the run.
    assert list(folder.glob(".dask-jobqueue*")) == []
