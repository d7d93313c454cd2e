"""What the command says, writes and refuses."""

import json
import xml.etree.ElementTree as ET

import pytest

from coincide_primer.cli.app import main

NETWORK_FLOOR, TREES_FLOOR = 0.975, 0.95


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def _words(path):
    return [each.text for each in ET.parse(path).iter("{http://www.w3.org/2000/svg}text")]


def test_a_graph_is_computed_and_drawn(tmp_path, capsys):
    main(["graph", "x * y + sin(x)", "x=2", "y=3"])
    assert "x * y + sin(x) = 6.9093" in capsys.readouterr().out
    assert {"x", "y", "multiply", "sin", "add", "derivative 2.584"} <= set(_words(tmp_path / "graph.svg"))


def test_a_graph_as_json(capsys):
    main(["graph", "sum(w @ x)", "w=1,2;3,4", "x=5,6", "--json", "--out", "w.svg"])
    facts = json.loads(capsys.readouterr().out)
    assert facts == {"value": 56.0, "derivatives": {"w": [[5.0, 6.0], [5.0, 6.0]], "x": [4.0, 6.0]}, "picture": "w.svg"}


def test_a_function_of_a_number_alone_is_a_constant(tmp_path):
    main(["graph", "exp(2) * -x"])
    assert "constant" in _words(tmp_path / "graph.svg")


@pytest.mark.slow
def test_the_demo_trains_both_and_draws_curves_and_confusion(tmp_path, capsys):
    main(["demo", "--json"])
    facts = json.loads(capsys.readouterr().out)
    assert facts["accuracy"]["network"] >= NETWORK_FLOOR
    assert facts["accuracy"]["boosted trees"] >= TREES_FLOOR
    assert "Held-out digits: boosted trees" in _words(tmp_path / "primer-demo.svg")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["x +"], "error: expected an expression such as 'tanh(w * x + b)', got 'x +'"),
        (["(" * 5000], "error: expected an expression such as"),
        (["__import__('os')"], "error: cannot read \"__import__('os')\": an expression has names, numbers"),
        (["x.data"], "error: cannot read 'x.data'"),
        (["x", "z=1"], "error: 'z=1' sets no name of the expression; expected one of x, as in x=2."),
        (["x", "x=one"], "error: 'x=one': expected numbers, as in x=2"),
        (["x", "x=1,2;3"], "error: 'x=1,2;3': expected numbers"),
        (["x * 2", "x=1,2"], "error: a derivative needs a result of one number, got shape (2,)"),
        (["3 + 4"], "error: nothing that the result was computed from is tracked"),
        (["x / 0.5", "--out", "no/graph.svg"], "error: no/graph.svg: cannot be written: No such file or directory"),
        (["sum(x, 7)"], "error: "),
    ],
)
def test_the_graph_refuses(arguments, text, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["graph", *arguments])
    assert stop.value.code == 1
    assert text in capsys.readouterr().err


def test_without_a_command_it_says_what_there_is(capsys):
    main([])
    assert "train a network and boosted trees" in capsys.readouterr().out


def test_a_seed_below_0_is_a_wrong_option(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["demo", "--seed=-1"])
    assert stop.value.code == 2
    assert "expected a whole number from 0 to 4294967295, got '-1'" in capsys.readouterr().err


def test_an_unknown_command_is_a_wrong_option():
    with pytest.raises(SystemExit) as stop:
        main(["dance"])
    assert stop.value.code == 2
