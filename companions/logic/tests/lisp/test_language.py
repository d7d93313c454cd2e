"""The dialect: reading, scope, tail calls, macros, places, printing, errors."""

from __future__ import annotations

import random

import pytest

from coincide_logic import Lisp, LispError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'(a . (b . (c)))", "(A B C)"),
        ("'(a b . c)", "(A B . C)"),
        ('"a \\"b\\""', '"a \\"b\\""'),
        ("#\\a", "#\\a"),
        ("; no\n#| nor this |# 5", "5"),
        ("(list 1 -2 3/6 0.5 .5)", "(1 -2 1/2 0.5 0.5)"),
        ("(+ 1/2 1/2)", "1"),
        ("(/ 6 4)", "3/2"),
        ("(let ((x 1) (y 2)) `(a ,x ,@(list y y) . b))", "(A 1 2 2 . B)"),
        ("'(quote x)", "'X"),
        ("(let ((x 1)) (let ((x 2) (y x)) (list x y)))", "(2 1)"),
        ("(let* ((x 1) (y (+ x 1))) (list x y))", "(1 2)"),
        ("(defun adder (n) #'(lambda (m) (+ n m))) (funcall (adder 3) 4)", "7"),
        ("(defvar *d* 1) (defun read-it () *d*) (list (let ((*d* 2)) (read-it)) (read-it))", "(2 1)"),
        ("(defun count-down (n) (if (= n 0) 'done (count-down (- n 1)))) (count-down 100000)", "DONE"),
        (
            "(labels ((even? (n) (or (= n 0) (odd? (- n 1)))) (odd? (n) (and (> n 0) (even? (- n 1))))) (even? 50001))",
            "NIL",
        ),
        ("(defmacro twice (form) `(progn ,form ,form)) (let ((n 0)) (twice (incf n)) n)", "2"),
        ("(defun f (a &optional (b 2) &rest c) (list a b c)) (list (f 1) (f 1 3 4 5))", "((1 2 NIL) (1 3 (4 5)))"),
        ("(defun g (&key (a 1) b) (list a b)) (g :b 5)", "(1 5)"),
        ("(let ((n 0)) (loop (incf n) (when (> n 9) (return n))))", "10"),
        ("(defun h (items) (dolist (i items) (when (evenp i) (return-from h i)))) (h '(1 3 4 5))", "4"),
        ("(let ((s nil)) (dotimes (i 3 s) (push i s)))", "(2 1 0)"),
        ("(do ((i 0 (+ i 1)) (s nil (cons i s))) ((= i 3) s))", "(2 1 0)"),
        ("(catch 'out (mapc #'(lambda (x) (if (> x 1) (throw 'out x))) '(1 2 3)))", "2"),
        ("(case 3 ((1 2) 'low) (3 'three) (t 'no))", "THREE"),
        ("(let ((l (list 1 2 3))) (setf (second l) 'x) (setf (cdr l) '(9)) l)", "(1 9)"),
        ("(let ((h (make-hash-table :test #'equal))) (setf (gethash '(1 2) h) 'x) (gethash (list 1 2) h))", "X"),
        ("(let ((a (make-array '(2 2) :initial-element 0))) (setf (aref a 1 0) 5) a)", "#(#(0 0) #(5 0))"),
        (
            "(defstruct op (name 'none) needs) (let ((o (make-op :needs 1))) (setf (op-needs o) 2) o)",
            "#S(OP :NAME NONE :NEEDS 2)",
        ),
        ("(sort '(3 1 2) #'> :key #'-)", "(1 2 3)"),
        ("(reduce #'list '(1 2 3 4))", "(((1 2) 3) 4)"),
        ("(remove-duplicates '(a b a c b))", "(A C B)"),
        ("(find 2 '(1 2 3) :test #'<)", "3"),
        ('(concatenate \'string "a" (list #\\b))', '"ab"'),
        (
            '(format nil "~a ~s ~5d|~6a|~%~{<~a>~^, ~}~~" "x" "y" 42 \'ab \'(1 2))',
            '"x \\"y\\"    42|AB    |\n<1>, <2>~"',
        ),
        ('(read-from-string "(a . b)")', "(A . B)"),
        ("(eval '(+ 1 2))", "3"),
    ],
)
def test_forms_have_their_values(text, value):
    assert Lisp().run(text) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("(car 3)", r"\(CAR 3\): expected a list"),
        ("(foo)", "there is no function FOO"),
        ("foo", "the variable FOO has no value"),
        ("(+ 'a 1)", "expected numbers"),
        ("(/ 1 0)", r"\(/ 1 0\)"),
        ("(\n(a)", "line 1: the form that begins here has no end"),
        ("\n)", r"line 2: there is no \( for this \)"),
        ('"abc', 'line 1: this " has no end'),
        ("(defun r (n) (+ 1 (r n))) (r 1)", "calls are nested too deep"),
        ("(throw 'x 1)", "throw: nothing catches X"),
        ("(return 1)", "there is no block"),
        ("(funcall 3)", "expected a function, received 3"),
        ("((lambda (x) x))", "LAMBDA: expected 1 arguments, received 0"),
        ("(let 3)", r"LET: not of the expected form: \(LET 3\)"),
        ("(setf (car-of 2) 1)", "CAR-OF is not a place"),
        ('(error "no ~a here" \'tea)', "no TEA here"),
        ('(format t "~a")', "more directives than arguments"),
        ("(make-array 10000000)", "at most a million"),
        ("(expt 10 (expt 10 10))", "ten million bits"),
    ],
)
def test_errors_say_what_was_wrong(text, why):
    with pytest.raises(LispError, match=why):
        Lisp(write=lambda _: None).run(text)


def test_what_is_printed_goes_where_it_is_wanted():
    pieces: list[str] = []
    Lisp(write=pieces.append).run('(format t "~&a") (format t "~&b~%") (format t "~&c") (print 1) (princ "x") (terpri)')
    assert "".join(pieces) == "a\nb\nc\n1 x\n"


def test_the_same_seed_gives_the_same_random_numbers():
    rolls = "(list (random 100) (random 100) (random 100))"
    assert Lisp(seed=3).run(rolls) == Lisp(seed=3).run(rolls)


_PIECES = [
    "(",
    ")",
    "(",
    ")",
    "'",
    "`",
    ",",
    ",@",
    "#'",
    ".",
    '"',
    "|",
    ";",
    "#\\a",
    "1",
    "2.5",
    "1/2",
    "1/0",
    "nil",
    "t",
    "x",
    "car",
    "cdr",
    "if",
    "let",
    "lambda",
    "quote",
    "+",
    "-",
    "*",
    "/",
    "list",
    "cons",
    "mapcar",
    "funcall",
    "apply",
    "progn",
    "cond",
    "and",
    "or",
    ":key",
    "&rest",
    "first",
    "nth",
    "append",
    "reverse",
    "format",
    "aref",
    "gethash",
    "return",
    "block",
    "catch",
    "throw",
    "case",
    "function",
    "read-from-string",
    "expt",
]


def test_texts_of_chance_give_a_value_or_a_named_error():
    rng, lisp = random.Random(5), Lisp(write=lambda _: None)
    for _ in range(600):
        words = [rng.choice(_PIECES) for _ in range(rng.randint(1, 15))]
        text = " ".join(words) if rng.random() < 0.7 else rng.randbytes(30).decode("latin-1")
        try:
            assert isinstance(lisp.run(text), str)
        except LispError as error:
            assert str(error)
