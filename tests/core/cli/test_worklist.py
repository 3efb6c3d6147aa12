import csv
import json

import pytest

from core.audit import Trail
from core.cli import main
from core.cli.worklist_commands import filtering
from core.errors import Cancelled, StoreError
from core.models import sentences
from core.models.registry import ModelCard
from core.pacs.instance import read_instance
from core.receive import Inbox, ReceiveSettings
from core.receive.ours import LOCK, MARKER
from core.worklist import RECORD_STATUSES, SORTS, Store
from tests.core.pacs.made_files import ct_file
from tests.core.worklist.made_records import aged, some_record
from tests.core.worklist.made_series import write_series


@pytest.fixture(autouse=True)
def own_place(tmp_path, monkeypatch):
    """No test reads or writes the worklist of whoever runs it."""
    for name in ("DATABASE_URL", "LIVERLENS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "kept" / "worklist.sqlite3"))


@pytest.fixture
def card(known, monkeypatch):
    """The network whose answers are known, as the one model that is listed."""
    card = ModelCard("known", "none", known.file, known.weights_sha256, {})
    monkeypatch.setattr("core.models.registry.available_models", lambda: {"known": card})


def said(capsys, *words: str) -> list[str]:
    """The lines that `worklist WORDS` prints; it must succeed in silence on standard error."""
    capsys.readouterr()
    assert main(["worklist", *words]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out.splitlines()


def refused(capsys, *words: str) -> str:
    """The one line on standard error of a call that must fail."""
    capsys.readouterr()
    assert main(["worklist", *words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_from_a_file_to_a_record_and_out_again(card, nifti, tmp_path, capsys):
    lines = said(capsys, "add", str(nifti))
    assert lines[0] == "1  6 slices, known: queued"
    assert said(capsys, "add", str(nifti))[0] == "1  6 slices, known: waiting already"
    assert said(capsys, "list", "--queue")[-1] == "1 waiting"

    lines = said(capsys, "run")
    assert lines[0].startswith("1  record 1: Malignant-looking, p(malignant) 0.67, 1 lesion, ")
    assert lines[-1] == "1 analysed, 0 failed, 0 waiting."
    assert said(capsys, "run") == ["0 analysed, 0 failed, 0 waiting."]

    head, row, foot = said(capsys, "list", "--sort", "risk")
    assert head.split()[:4] == ["record", "patient", "date", "category"]
    assert row.split()[0] == "1"
    assert "malignant" in row
    assert foot == "1 of 1 records. Research use only. Not a medical device."

    content = json.loads("\n".join(said(capsys, "list", "--json")))
    assert content["disclaimer"] == "Research use only. Not a medical device."
    (record,), (item,) = content["records"], content["queue"]
    assert record["lesions"][0]["volume_ml"] == pytest.approx(1.8)
    assert (item["state"], item["record_id"]) == ("done", 1)

    lines = said(capsys, "show", "1")
    assert any(line.startswith("  Lesion 1: malignant, 1.8 mL, ") for line in lines)
    assert lines[-1] == "Status: new. Research use only. Not a medical device."
    assert said(capsys, "show", "1", "--mark", "reviewed")[-1].startswith("Status: reviewed.")
    assert json.loads("\n".join(said(capsys, "show", "1", "--json")))["status"] == "reviewed"

    out = tmp_path / "out.csv"
    assert said(capsys, "export", "--out", str(out)) == [f"1 records in {out}"]
    with out.open(newline="") as stream:
        assert [row["category"] for row in csv.DictReader(stream)] == ["malignant"]

    assert said(capsys, "remove", "1") == ["record 1 removed"]
    assert said(capsys, "list") == ["0 of 0 records. Research use only. Not a medical device."]
    assert said(capsys, "list", "--queue") == ["Nothing queued."]


def test_list_filters_and_sorts(capsys):
    store = Store.open()
    for record in (
        some_record(1, p_malignant=0.2, category="benign", needs_review=False),
        some_record(2, p_malignant=0.9),
        some_record(3, p_malignant=0.6, cautions=()),
    ):
        store.save(record)

    def listed(*words: str) -> list[str]:
        return [line.split()[0] for line in said(capsys, "list", *words)[1:-1]]

    assert listed() == ["3", "2", "1"]
    assert listed("--sort", "risk") == ["2", "3", "1"]
    assert listed("--sort", "date", "--reverse") == ["1", "2", "3"]
    assert listed("--min-risk", "0.5", "--sort", "risk") == ["2", "3"]
    assert listed("--category", "benign", "--category", "normal") == ["1"]
    assert listed("--since", "2025-01-02", "--until", "2025-01-02") == ["2"]
    assert listed("--caution", "non_contrast") == ["2", "1"]
    assert listed("--caution", "none") == ["3"]
    assert listed("--needs-review") == ["3", "2"]
    assert listed("--limit", "1") == ["3"]


def test_what_is_not_assessable_is_listed_shown_and_filtered(capsys):
    store = Store.open()
    reasons = ("non_contrast", "metal")
    store.save(some_record(1))
    store.save(some_record(2, category="not_assessable", reasons=reasons, needs_review=False))
    (_, row, _) = said(capsys, "list", "--category", "not_assessable")
    assert "not_assessable (non_contrast, metal)" in row
    lines = said(capsys, "show", "2")
    assert any(line.startswith("Not assessable: no contrast agent; metal") for line in lines)
    assert any("outside the model's reach" in line for line in lines)
    listed = said(capsys, "list", "--json", "--category", "not_assessable")
    (record,) = json.loads("\n".join(listed))["records"]
    assert record["reasons"] == list(reasons)


def test_a_failed_series_is_told_and_the_status_says_so(card, nifti, capsys):
    said(capsys, "add", str(nifti))
    nifti.unlink()
    line = refused(capsys, "run")
    assert line.startswith("liverlens: 1 of 1 series could not be analysed: `worklist list")
    lines = said(capsys, "list", "--queue")
    assert lines[1].split()[:2] == ["1", "failed"]
    assert "ct.nii.gz does not exist: check the path." in lines[1]
    assert said(capsys, "remove", "--queue", "1") == ["item 1 removed from the queue"]


def test_at_its_end_it_removes_series_whose_time_in_the_inbox_is_over(
    tmp_path, monkeypatch, capsys
):
    folder, settings = tmp_path / "inbox", tmp_path / "pacs.toml"
    with Inbox.open(ReceiveSettings(folder=str(folder), free_bytes=0)) as inbox:
        inbox.keep(ct_file(1), read_instance(ct_file(1)))
    settings.write_text(f'[receive]\nfolder = "{folder}"\nkeep_days = 0')
    assert len(said(capsys, "run")) == 1
    monkeypatch.setenv("LIVERLENS_PACS", str(settings))
    (removed, _) = said(capsys, "run")
    assert inbox.series()[0].folder.name in removed
    assert {path.name for path in folder.iterdir()} == {LOCK, MARKER}
    settings.write_text("no TOML")
    (wrong, counts) = said(capsys, "run")
    assert settings.name in wrong
    assert counts == "0 analysed, 0 failed, 0 waiting."


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["show", "7"], "There is no record 7 in the worklist"),
        (["remove", "7"], "There is no record 7 in the worklist"),
        (["remove", "--queue", "7"], "There is no item 7 in the queue"),
        (["export", "--out", "a.xlsx"], "a.xlsx: give the file an ending"),
        (["add", "gone.dcm"], "gone.dcm does not exist"),
    ],
)
def test_bad_input_is_one_line(card, capsys, words, message):
    assert refused(capsys, *words).startswith(f"liverlens: {message}")


def test_a_model_that_is_not_there(card, nifti, capsys):
    line = f"liverlens: {sentences.unknown_model('vgg', ['known'])}"
    assert refused(capsys, "add", str(nifti), "--model", "vgg") == line


def test_a_series_that_is_not_there(card, nifti, capsys):
    assert "No series 9.9 in the input" in refused(capsys, "add", str(nifti), "--series", "9.9")


def test_a_store_that_cannot_be_reached(monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:secret@127.0.0.1:1/db")
    line = refused(capsys, "list")
    assert "can't be reached (connection refused)" in line
    assert "secret" not in line


@pytest.mark.parametrize(
    "words",
    [[], ["sort"], ["list", "--min-risk", "2"], ["list", "--since", "soon"], ["show", "zero"]],
)
def test_wrong_usage_is_one_line(words, capsys):
    with pytest.raises(SystemExit) as leaving:
        main(["worklist", *words])
    assert leaving.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_choices_written_out_are_those_of_the_store():
    assert filtering.SORTS == SORTS
    assert filtering.STATUSES == RECORD_STATUSES


def trail() -> list[tuple[str, str, str]]:
    return [(entry.who, entry.did, entry.what) for entry in Trail.open().read()]


def test_the_operators_list_holds_for_the_queue_too(card, nifti, tmp_path, monkeypatch, capsys):
    said(capsys, "add", str(nifti))
    folder = write_series(tmp_path / "scans", 2)
    (tmp_path / "consent.txt").write_text("1.2.3.50.0\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(tmp_path / "consent.txt"))
    # A NIfTI says nothing of a study.
    assert "does not say of which study" in refused(capsys, "add", str(nifti))
    lines = said(capsys, "add", str(folder))
    assert lines[-2:-1] == ["1 of 1 series queued; `python -m core worklist run` analyses them."]
    assert lines[-1].startswith("1 series not queued: The study is not on")
    store = Store.open()
    store.queue.remove(2)
    # Queued before there was a list.
    assert "could not be analysed" in refused(capsys, "run")
    assert store.count() == 0
    assert trail() == [
        ("command line", "refused", "no_study_to_allow"),
        ("command line", "refused", "no_consent"),
        ("command line", "refused", "no_study_to_allow"),
    ]


def test_each_series_that_is_refused_has_a_line(card, tmp_path, monkeypatch, capsys):
    (tmp_path / "consent.txt").write_text("")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(tmp_path / "consent.txt"))
    refused(capsys, "add", str(write_series(tmp_path / "scans", 2)))
    assert trail() == [("command line", "refused", "no_consent")] * 2


def test_run_removes_what_is_too_old(monkeypatch, capsys):
    store = Store.open()
    aged(store, store.save(some_record(1)), 40)
    store.save(some_record(2))
    monkeypatch.setenv("LIVERLENS_KEEP_DAYS", "30")
    assert said(capsys, "run")[0] == "1 records removed, older than LIVERLENS_KEEP_DAYS."
    assert store.count() == 1
    assert trail() == [("retention", "removed", "1 record older than 30 days")]
    monkeypatch.setenv("LIVERLENS_KEEP_DAYS", "soon")
    assert "LIVERLENS_KEEP_DAYS" in refused(capsys, "run")


def test_a_service_outlives_a_store_that_fails_for_a_while(card, monkeypatch, capsys):
    calls = []

    def work(*_, **__):
        calls.append(1)
        if len(calls) == 4:
            raise Cancelled("Stopped.")
        raise StoreError("The database was shut down: start it.")
        yield

    monkeypatch.setattr("core.worklist.work", work)
    monkeypatch.setattr("core.cli.worklist_commands.run._STAY_SECONDS", 0.0)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    assert main(["worklist", "run", "--stay"]) == 0
    printed = capsys.readouterr()
    assert printed.err == "liverlens: The database was shut down: start it.\n"
    assert printed.out == "0 analysed, 0 failed, 0 waiting.\n"
    calls.clear()
    assert main(["worklist", "run"]) == 2
    assert len(calls) == 1
