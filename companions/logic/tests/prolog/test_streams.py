"""Streams on text."""

from __future__ import annotations

import pytest

from coincide_logic import Prolog, PrologError


def written(query: str, **options) -> str:
    """What a query writes."""
    pieces: list[str] = []
    Prolog(write=pieces.append, **options).once(query)
    return "".join(pieces)


def test_terms_are_read_from_the_text_that_was_given():
    kb = Prolog(text_input="foo(X, Y, X). 'b c'.")
    answer = kb.once("read(foo(1, Y, X)), read(Z), read(End)")
    assert (answer["X"], answer["Z"], answer["End"]) == (1, "b c", "end_of_file")


def test_characters_are_read_until_the_end(ask):
    assert ask("get_char(X), peek_char(Y), get_char(Y), get_char(Z)", text_input="ab") == [
        "X = a, Y = b, Z = end_of_file"
    ]


def test_a_stream_on_text_is_read_and_closed(ask):
    query = "open_string('p(1). q.', S), read(S, X), read(S, Y), at_end_of_stream(S), close(S), X = p(N)"
    assert [answer.split(", ")[1:] for answer in ask(query)] == [["X = p(1)", "Y = q", "N = 1"]]


def test_reading_gives_names_and_singletons(ask):
    query = "open_string('f(A, B, A).', S), read_term(S, T, [variable_names(Vs), singletons([N = _])]), length(Vs, K)"
    assert "K = 2" in ask(query)[0] and "N = 'B'" in ask(query)[0]


def test_what_a_goal_writes_becomes_an_atom(ask):
    assert ask("with_output_to(atom(A), (write(a), print('B'), nl))") == ["A = 'a\\'B\\'\\n'"]


def test_output_goes_on_where_it_went_after_an_error():
    assert written("catch(with_output_to(atom(_), (write(lost), throw(x))), x, true), write(seen)") == "seen"


@pytest.mark.parametrize(
    ("template", "arguments", "text"),
    [
        ("~w and ~q~n", "['A b', 'A b']", "A b and 'A b'\n"),
        ("~a ~d ~2d ~D", "[x, 42, 314, 1234567]", "x 42 3.14 1,234,567"),
        ("~s ~e ~4f ~g", '["abc", 1.5, 2, 0.1]', "abc 1.500000e+00 2.0000 0.1"),
        ("~c~c ~8r ~16r ~~ ~i~w", "[104, 105, 8, 255, skipped, shown]", "hi 10 ff ~ shown"),
    ],
)
def test_templates_are_filled(template, arguments, text):
    assert written(f"format('{template}', {arguments})") == text


@pytest.mark.parametrize(("query", "why"), [("format('~w', [])", "not enough"), ("format('x', [1])", "too many")])
def test_a_template_wants_as_many_arguments_as_it_has_places(query, why):
    with pytest.raises(PrologError, match=why):
        Prolog().once(query)


@pytest.mark.parametrize("query", ["open('/etc/hostname', read, S)", "open(x, write, S, [])"])
def test_no_file_can_be_opened(query):
    with pytest.raises(PrologError, match="may not open source sink"):
        Prolog().once(query)
