"""Small faults, put into a file at places of chance: what a test suite should find.

Comparisons are turned round or made one stricter, numbers changed by one, `and` and `or` swapped, sums and differences,
`not` left out, `raise` and calls without a result left out. Texts, annotations and docstrings are left alone.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.FloorDiv: ast.Mult,
}


@dataclass(frozen=True)
class Mutant:
    """A file with one fault: its line, what was changed, and the whole text."""

    path: Path
    line: int
    change: str
    text: str


@dataclass(frozen=True)
class Place:
    """A node that can be mutated, and where it hangs: the field of its parent, and its place in it if it is a list."""

    parent: ast.AST
    field: str
    index: int | None
    node: ast.expr | ast.stmt

    def replace(self, node: ast.AST) -> None:
        """Hang another node there."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def mutants(paths: list[Path], rng: random.Random, count: int) -> Iterator[Mutant]:
    """Mutants of chance; longer files have more of them."""
    numbers = [(path, number) for path in paths for number in range(len(list(_places(_tree(path)))))]
    for path, number in rng.sample(numbers, min(count, len(numbers))):
        tree = _tree(path)
        place = list(_places(tree))[number]
        mutated = ast.copy_location(_mutated(place.node, rng), place.node)
        place.replace(mutated)
        change = f"{_first_line(place.node)}  ->  {_first_line(ast.fix_missing_locations(mutated))}"
        yield Mutant(path, place.node.lineno, change, ast.unparse(tree))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _first_line(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]


def _places(parent: ast.AST) -> Iterator[Place]:
    """All places in the order of the file."""
    for field, value in ast.iter_fields(parent):
        if field in ("annotation", "returns", "decorator_list"):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr | ast.Import | ast.ImportFrom):
                continue
            if isinstance(child, ast.expr | ast.stmt) and _can_mutate(child):
                yield Place(parent, field, index, child)
            # What is raised is a text mostly; whether it is raised is what counts.
            if not isinstance(child, ast.Raise):
                yield from _places(child)


def _can_mutate(node: ast.AST) -> bool:
    match node:
        case ast.Compare(ops=[one]):
            return type(one) in _COMPARISONS
        case ast.BinOp():
            return type(node.op) in _OPERATORS and not isinstance(node.left, ast.JoinedStr)
        case ast.Constant():
            return isinstance(node.value, int)
        case ast.Expr(value=ast.Call()) | ast.UnaryOp(op=ast.Not()) | ast.BoolOp() | ast.Raise():
            return True
        case _:
            return False


def _mutated(node: ast.AST, rng: random.Random) -> ast.AST:
    match node:
        case ast.Compare():
            return ast.Compare(node.left, [_COMPARISONS[type(node.ops[0])]()], node.comparators)
        case ast.BinOp():
            return ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
        case ast.BoolOp():
            return ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        case ast.UnaryOp():
            return node.operand
        case ast.Constant(value=bool()):
            return ast.Constant(not node.value)
        case ast.Constant():
            assert isinstance(node.value, int)
            return ast.Constant(node.value + rng.choice((-1, 1)))
        case _:
            return ast.Pass()
