"""The command as a user types it."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def program(tmp_path):
    file = tmp_path / "family.pl"
    file.write_text("parent(ann, bob). parent(bob, cy). loop :- loop. :- initialization(true).")
    return file


def test_a_program_answers_a_query(call, program):
    assert call("run", program, "--goal", "parent(X, Y)") == (0, "X = ann, Y = bob\nX = bob, Y = cy\n", "")


def test_no_answer_is_false_and_exit_code_1(call, program):
    assert call("run", program, "--goal", "parent(cy, X)") == (1, "false\n", "")


def test_answers_may_be_lines_of_json(call, program):
    code, out, _ = call("run", program, "--goal", "X = f([1, a], 'B', Y)", "--json")
    assert code == 0
    assert out.startswith('{"X": {"name": "f", "arguments": [[1, "a"], "B", {"number": ')


def test_a_limit_is_one_line_of_error(call, program):
    code, _, err = call("run", program, "--goal", "loop", "--steps", "100")
    assert (code, err) == (1, "error: the query was stopped: it may use steps=100; allow more, or ask for less\n")


def test_a_trace_goes_to_the_errors(call, program):
    assert call("run", program, "--goal", "parent(ann, X)", "--trace")[2].startswith("call parent(ann,_")


def test_a_syntax_error_is_one_line_with_its_place(call, tmp_path):
    (tmp_path / "bad.pl").write_text("a.\nb :- c(.\n")
    code, _, err = call("run", tmp_path / "bad.pl")
    assert (code, err) == (1, "error: syntax: unexpected_end_of_clause at line 2, column 8\n")


def test_a_missing_file_is_named(call, tmp_path):
    code, _, err = call("run", tmp_path / "none.pl")
    assert (code, "none.pl: expected a program to read: No such file" in err) == (1, True)


def test_halt_gives_the_exit_code(call, program):
    assert call("run", program, "--goal", "halt(3)")[0] == 3


def test_a_wrong_option_is_exit_code_2(call):
    assert call("run")[0] == 2


def test_lisp_runs_several_files_as_the_readme_does(call):
    lisp = Path(__file__).parents[2] / "examples" / "lisp"
    said = call("lisp", lisp / "patterns.lisp", lisp / "eliza.lisp", "--eval", "(talk '((hello there) (I am sad)))")
    assert (said[0], said[1][:37], said[2]) == (0, "> HELLO THERE\nHELLO WHAT BRINGS YOU H", "")


def talk(call, monkeypatch, lines, *words):
    """What the command prints to these lines of input."""
    given = iter(lines)

    def answer(prompt: str) -> str:
        print(prompt, end="")
        line = next(given, None)
        if line is None:
            raise EOFError
        return line

    monkeypatch.setattr("builtins.input", answer)
    return call(*words)[1]


def test_queries_are_answered_line_by_line(call, monkeypatch, program):
    out = talk(call, monkeypatch, ["parent(X,", " Y).", ";", ";", "atom_length(X, Y).", "halt."], "repl", program)
    assert "X = ann, Y = bob X = bob, Y = cy false" in out.replace("\n", " ")
    assert "error: an argument has no value yet, and must have one" in out


def test_clauses_may_be_typed_in(call, monkeypatch):
    out = talk(call, monkeypatch, ["[user].", "p(1). p(2).", "end_of_file.", "p(X).", ""], "repl")
    assert "X = 1" in out


def test_tracing_is_switched_on_and_off(call, monkeypatch, program):
    out = talk(
        call,
        monkeypatch,
        ["help.", "trace.", "parent(bob, X).", "", "notrace.", "parent(ann, X).", ""],
        "repl",
        program,
    )
    assert out.count("call parent(") == 1
