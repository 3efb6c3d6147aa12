import json

from core.inference.machine import describe_machine, processor_name


def test_the_processors_own_name(tmp_path):
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("processor\t: 0\nmodel name\t: Fast  CPU @ 3 GHz\nflags\t: a b\n")
    assert processor_name(cpuinfo) == "Fast CPU @ 3 GHz"


def test_where_it_is_not_told_there_is_still_a_word(tmp_path):
    assert processor_name(tmp_path / "none")


def test_it_fits_on_a_card():
    assert set(json.loads(json.dumps(describe_machine()))) == {
        *("processor", "logical_cores", "threads", "system", "onnxruntime", "torch", "load"),
    }
