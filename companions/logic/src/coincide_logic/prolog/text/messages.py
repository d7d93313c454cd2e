"""Thrown terms in words: what was expected, what was received, and where."""

from __future__ import annotations

from coincide_logic.prolog.terms.term import SLASH, Term, deref, functor
from coincide_logic.prolog.text.operators import Operators
from coincide_logic.prolog.text.writer import write_term

_SENTENCES = {
    "type_error": "expected {0}, received {1}",
    "domain_error": "expected {0}, received {1}",
    "existence_error": "there is no {0} {1}",
    "permission_error": "may not {0} {1} {2}",
    "representation_error": "cannot represent {0}",
    "evaluation_error": "arithmetic: {0}",
    "resource_error": "not enough {0}",
    "syntax_error": "syntax: {0}",
}


def explain(ball: Term) -> str:
    """Say what a thrown term means; one that is no ISO error is shown as it is."""
    ball = deref(ball)
    if not (ball.__class__ is tuple and ball[0] is functor("error", 2)):
        return f"uncaught: {_show(ball)}"
    return _formal(deref(ball[1])) + _place(deref(ball[2]))


def _formal(formal: Term) -> str:
    if formal == "instantiation_error":
        return "an argument has no value yet, and must have one"
    if formal.__class__ is tuple and formal[0].name in _SENTENCES:
        words = [_show(argument).replace("_", " ") for argument in formal[1:-1]] + [_show(formal[-1])]
        return _SENTENCES[formal[0].name].format(*words, *["?"] * 2)
    return _show(formal)


def _place(context: Term) -> str:
    if context.__class__ is tuple and context[0] is functor("at", 2):
        return f" at line {context[1]}, column {context[2]}"
    if context.__class__ is tuple and context[0] is SLASH:
        return f" in {_show(context)}"
    return ""


def _show(term: Term) -> str:
    return write_term(term, Operators(), quoted=True)
