"""The machine: depth, memory, limits, catching, cutting, changing what runs."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from coincide_logic import LimitError, Prolog, PrologError

MILLION = 1_000_000
PROGRAM = """
make(0, []) :- !.
make(N, [N|L]) :- M is N - 1, make(M, L).
conjunction(0, true) :- !.
conjunction(N, (true, G)) :- M is N - 1, conjunction(M, G).
left(0, true) :- !.
left(N, (G, true)) :- M is N - 1, left(M, G).
nest(0, a) :- !.
nest(N, f(T)) :- M is N - 1, nest(M, T).
count(N, N) :- !.
count(I, N) :- J is I + 1, step(I, J, K), count(K, N).
step(I, J, K) :- same(f(I, J), f(_, K)).
same(X, X).
loop :- loop.
grow(L) :- grow([x|L]).
turns :- between(1, 1000000, _), fail.
turns.
"""


@pytest.fixture(scope="module")
def kb():
    return Prolog(PROGRAM)


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        f"make({MILLION}, L), length(L, N)",
        f"conjunction({MILLION}, G), call(G)",
        f"left({MILLION}, G), call(G)",
        "nest(300000, T), copy_term(T, U), T == U, T = U, \\+ T \\= U, ground(T), term_variables(T, [])",
        "nest(300000, T), term_to_atom(T, A), term_to_atom(U, A), U == T",
    ],
)
def test_depth_is_no_matter(kb, query):
    assert kb.once(query) is not None


def test_answers_are_python_values():
    answer = Prolog().once("X = f([1, 2.5, 'A b'], [a|T], U, [])")
    assert answer["X"].name == "f"
    assert answer["X"].arguments[0] == [1, 2.5, "A b"]
    assert answer["X"].arguments[1].arguments == ("a", answer["T"])
    assert answer["X"].arguments[2:] == (answer["U"], [])


def test_answers_may_be_nested_deep(kb):
    value, depth = kb.once("nest(20000, T)")["T"], 0
    while value != "a":
        value, depth = value.arguments[0], depth + 1
    assert depth == 20_000


@pytest.mark.slow
def test_a_query_of_a_million_goals_is_read_and_run(kb):
    assert kb.once(", ".join(["true"] * MILLION)) is not None


@pytest.mark.parametrize(
    "text", ["(" * 20_000 + "a" + ")" * 20_000, "f(" * 20_000 + "a" + ")" * 20_000, "- " * 20_000 + "a"]
)
def test_text_may_be_nested_deep(kb, text):
    assert kb.once(f"X = {text}") is not None


def grown(kb, query):
    """Bytes that were still held, at most, while a query ran."""
    kb.once("true")
    gc.collect()
    tracemalloc.start()
    try:
        assert kb.once(query) is not None
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_a_failure_loop_of_a_million_turns_is_flat(kb):
    assert grown(kb, "turns") < 100_000


@pytest.mark.slow
def test_a_deterministic_loop_forgets_its_variables(kb):
    assert grown(kb, "count(0, 200000)") < 30_000_000


@pytest.mark.parametrize("steps", [1, 127, 128, 129, 100_000])
def test_steps_are_counted_exactly(kb, steps):
    with pytest.raises(LimitError, match=f"steps={steps:g}"):
        kb.once("loop", steps=steps)


def test_a_query_that_needs_all_its_steps_gets_them(ask):
    assert ask("X = 1", steps=10) == ["X = 1"]


def test_time_stops_a_loop(kb):
    with pytest.raises(LimitError, match=r"seconds=0\.2"):
        kb.once("loop", seconds=0.2)


def test_memory_stops_a_list_that_grows(kb):
    with pytest.raises(LimitError, match="memory_mb=20"):
        kb.once("grow([])", memory_mb=20)


@pytest.mark.parametrize("query", ["length(L, 100000000)", "numlist(1, 100000000, L)", "tab(100000000)"])
def test_memory_stops_what_asks_for_much_at_once(kb, query):
    with pytest.raises((LimitError, PrologError), match="memory"):
        kb.once(query, memory_mb=20)


def test_no_catch_stops_a_limit(kb):
    with pytest.raises(LimitError):
        kb.once("catch(loop, _, true)", steps=1000)


def test_answers_are_lazy(kb):
    answers = kb.ask("repeat, nb_setval(turn, 1)")
    assert [next(answers) is not None for _ in range(3)] == [True] * 3


def test_two_queries_take_turns(kb):
    one, other = kb.ask("member(X, [1, 2])"), kb.ask("member(X, [a, b])")
    assert [next(each)["X"] for each in (one, other, one, other)] == [1, "a", 2, "b"]


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ("p(X), !", ["X = 1"]),
        ("call((p(X), !)), p(Y)", ["X = 1, Y = 1", "X = 1, Y = 2", "X = 1, Y = 3"]),
        ("p(X), call(!)", ["X = 1", "X = 2", "X = 3"]),
        ("(p(X), ! ; X = 9)", ["X = 1"]),
        ("(p(X), X > 1 -> true ; X = 0)", ["X = 2"]),
        ("\\+ (p(X), !, X > 1)", ["true"]),
        ("findall(X, (p(X), !), L)", ["L = [1]"]),
        ("catch((p(X), !), _, true)", ["X = 1"]),
        ("p(X), catch(!, _, true)", ["X = 1", "X = 2", "X = 3"]),
        ("forall(p(X), (X > 0, !))", ["true"]),
        ("call((p(X) ; X = 9)), !", ["X = 1"]),
        ("(! , fail ; true)", []),
        ("(p(X), X > 1, ! -> true ; X = 0)", ["X = 2"]),
        ("(\\+ p(9), ! ; true), p(X)", ["X = 1", "X = 2", "X = 3"]),
        ("p(X), (X = 2 -> ! ; true)", ["X = 1", "X = 2"]),
        ("once(p(X)), p(Y), Y > 2", ["X = 1, Y = 3"]),
        ("(p(X) *-> true ; X = 0)", ["X = 1", "X = 2", "X = 3"]),
        ("(fail *-> true ; X = 0)", ["X = 0"]),
    ],
)
@pytest.mark.parametrize("is_clause", [False, True], ids=["query", "clause"])
@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "plain"])
def test_cuts_are_local_where_they_must_be(ask, query, answers, is_clause, compiled):
    program = "p(1). p(2). p(3)."
    if not is_clause:
        assert ask(query, program, compiled=compiled) == answers
        return
    names = sorted({name for name in "XYL" if f"{name} = " in "".join(answers)})
    head = f"t({', '.join(names)})" if names else "t"
    assert ask(head, f"{program} {head} :- {query}.", compiled=compiled) == answers


def test_an_error_says_where_it_was_thrown():
    kb = Prolog("half(X, Y) :- Y is X / 2.")
    with pytest.raises(PrologError, match="expected evaluable, received a/0 in half/2"):
        kb.once("half(a, Y)")


def test_an_uncaught_ball_is_shown():
    with pytest.raises(PrologError, match=r"uncaught: out_of\(tea\)"):
        Prolog().once("throw(out_of(tea))")


def test_the_occurs_check_can_be_switched_on(ask):
    assert ask("X = f(X)", occurs_check=True) == []
    assert ask("same(X, f(X))", "same(X, X).", occurs_check=True) == []


def test_a_program_may_put_its_own_in_place_of_the_library(ask):
    assert ask("append(X)", "append(mine).") == ["X = mine"]
    assert ask("reverse([1, 2], L)", "append(_, _, _) :- fail.") == ["L = [2,1]"]


def test_builtins_may_not_be_redefined():
    with pytest.raises(PrologError, match="may not modify static procedure atom/1"):
        Prolog("atom(x).")


def test_clauses_added_from_python_are_seen():
    kb = Prolog(":- dynamic(likes/2).")
    kb.add("likes(ann, tea)")
    assert [answer["X"] for answer in kb.ask("likes(ann, X)")] == ["tea"]


def test_the_tracer_tells_of_all_four_ports():
    lines: list[str] = []
    kb = Prolog("p(1). p(2). q(X) :- p(X), X > 1.")
    kb.trace(lines.append)
    assert kb.once("q(X)")["X"] == 2
    assert [line.split()[0] for line in lines] == ["call", "call", "exit", "redo", "exit", "exit"]
    assert lines[-1] == "exit q(2)\n"


def test_a_tracer_that_was_stopped_is_silent():
    lines: list[str] = []
    kb = Prolog("p(1).")
    kb.trace(lines.append)
    kb.trace(None)
    kb.once("p(X)")
    assert lines == []


def test_bytes_that_are_no_utf8_are_a_named_error():
    with pytest.raises(PrologError, match="cannot represent utf_8"):
        Prolog(b"a\xff.")


@pytest.mark.parametrize("goal", ["1", "(foo, 1)", "_", "(true ; 1)"])
def test_a_goal_that_cannot_be_called_is_caught(ask, goal):
    assert ask(f"catch({goal}, error(_, _), true)")


@pytest.mark.parametrize("name", ["truncate", "integer", "round", "floor", "ceiling", "float_integer_part"])
@pytest.mark.parametrize("value", ["inf", "nan", "-inf"])
def test_what_is_not_finite_has_no_whole_part(ask, name, value):
    assert ask(f"catch(_ is {name}({value}), error(evaluation_error(undefined), _), true)")


@pytest.mark.parametrize("number", [0, -5])
def test_only_positive_integers_have_a_highest_bit(ask, number):
    assert ask(f"catch(_ is msb({number}), error(domain_error(_, {number}), _), true)")


@pytest.mark.parametrize(
    "goal", ["format('~c', [1114112])", "format('~c', [-1])", "format('~e', [10 ** 400])", "char_code(a, -1)"]
)
def test_numbers_that_are_too_large_to_write_are_named_errors(ask, goal):
    assert ask(f"catch({goal}, error(_, _), true)")


def test_long_integers_are_written_in_full():
    written: list[str] = []
    Prolog(write=written.append).once("format('~2f', [10 ** 400])")
    assert "".join(written) == "1" + "0" * 400 + ".00"


@pytest.mark.parametrize("text", ["1.", "1 .", "1%c", "1/**/", "1 "])
def test_nothing_may_follow_the_number_that_a_text_spells(ask, text):
    assert ask(f'catch(number_codes(_, "{text}"), error(syntax_error(_), _), true)')


# Each has 35 parts or so, and 17 thousand million ways to them.
_ONE, _OTHER = (
    f"{name}0 = Z" + "".join(f", {name}{n + 1} = f({name}{n}, {name}{n})" for n in range(34)) for name in "XY"
)
_SUM = "X0 = 1" + "".join(f", X{n + 1} = X{n} - X{n}" for n in range(34))
_BODY = "X0 = true" + "".join(f", X{n + 1} = (X{n}, X{n})" for n in range(34))


@pytest.mark.parametrize(
    "query",
    [
        f"{_ONE}, {_OTHER}, X34 == Y34",
        f"{_ONE}, {_OTHER}, X34 = Y34",
        f"{_ONE}, {_OTHER}, compare(=, X34, Y34)",
        f"{_SUM}, 0 is X34",
        "X = f(X), Y = f(Y), X = Y, X == Y",
    ],
)
def test_parts_that_are_shared_are_compared_once(ask, query):
    assert ask(f"\\+ \\+ ({query})")


def test_a_body_of_shared_parts_stops_at_its_limit(ask):
    with pytest.raises(LimitError):
        ask(f"{_BODY}, call(X34)", steps=1_000)


@pytest.mark.parametrize("goal", ["X is 3 ** 1000000 * 3 ** 1000000", "X is 3 ** 10000000", "X is 1 << 10000000"])
def test_integers_have_a_million_bits_at_most(ask, goal):
    assert ask(f"catch({goal}, error(resource_error(memory), _), true)")


@pytest.mark.parametrize("query", ["append([X], Y, Y)", "select(a, [a|Y], f(Y)), Y = f(Y)"])
def test_the_library_checks_occurrences_where_programs_do(ask, query):
    assert ask(query, occurs_check=True, steps=1_000, limit=1) == []
