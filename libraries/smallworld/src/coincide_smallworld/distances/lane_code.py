"""Vocabulary for writing compiled steps as generic vector code of LLVM: 32 lanes of float32 in one value.

Nothing here is for one family of processors: `<32 x float>` becomes two registers with AVX-512, four with AVX2, eight
with SSE or NEON. A step (`step`) is a function for compiled loops: Numba asks it for a signature and for what emits
its code. Steps trust their arguments.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

# An intrinsic sees types and answers a signature and its code; callers see a function of values.
step: Any = intrinsic

LANES = 32
# Series are read and transposed in pieces of this many numbers.
SQUARE = 16

F32, I32, I64, BIT = ir.FloatType(), ir.IntType(32), ir.IntType(64), ir.IntType(1)
VECTOR = ir.VectorType(F32, LANES)
INTS = ir.VectorType(I32, LANES)
PIECE = ir.VectorType(F32, SQUARE)
INF = ir.Constant(VECTOR, [float("inf")] * LANES)
MINUS_INF = ir.Constant(VECTOR, [float("-inf")] * LANES)
ZEROS = ir.Constant(VECTOR, [0.0] * LANES)
ONE = ir.Constant(I64, 1)


def whole(number: int) -> Any:
    """A whole number as it counts and indexes."""
    return ir.Constant(I64, number)


def typed(*arguments: Any, gives: Any = types.boolean) -> Any:
    """Signature of a step: arrays as they come, whole numbers as int64, others as float32."""
    return gives(*[_taken(argument) for argument in arguments])


def _taken(argument: Any) -> Any:
    if isinstance(argument, types.Array):
        return argument
    return types.float32 if isinstance(argument, types.Float) else types.int64


@dataclass(frozen=True)
class Call:
    """A call of a step while its code is emitted.

    Attributes
    ----------
    arguments : the values.
    """

    context: Any
    builder: Any
    signature: Any
    arguments: Any

    def place(self, which: int, at: Any, kind: Any = VECTOR) -> Any:
        """Address of element `at` of an argument, an array, as a pointer to `kind`."""
        array = self.context.make_array(self.signature.args[which])
        data = array(self.context, self.builder, value=self.arguments[which]).data
        return self.builder.bitcast(self.builder.gep(data, [at]), kind.as_pointer())

    def lanes(self, which: int, at: Any) -> Any:
        """Address of the 32 lanes number `at` of an argument."""
        return self.place(which, self.builder.mul(at, whole(LANES)))


def emitting(emit: Callable[[Call], Any]) -> Callable[[Any, Any, Any, Any], Any]:
    """Let Numba's four arguments be one `Call`; a step without a result gives True."""

    def emitter(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        result = emit(Call(context, builder, signature, arguments))
        return ir.Constant(BIT, True) if result is None else result

    return emitter


def load(builder: Any, pointer: Any) -> Any:
    """Load from any address of a float32 or more."""
    return builder.load(pointer, align=4)


def store(builder: Any, value: Any, pointer: Any) -> None:
    """Store to any address of a float32 or more."""
    builder.store(value, pointer, align=4)


def splat(builder: Any, scalar: Any, kind: Any = VECTOR) -> Any:
    """The scalar in every lane."""
    undefined = ir.Constant(kind, ir.Undefined)
    first = builder.insert_element(undefined, scalar, ir.Constant(I32, 0))
    return builder.shuffle_vector(first, undefined, ir.Constant(ir.VectorType(I32, kind.count), [0] * kind.count))


def least(builder: Any, a: Any, b: Any) -> Any:
    """Smaller of two; no NaN comes here, and saying so makes it one instruction."""
    return builder.select(builder.fcmp_ordered("<", a, b, flags=("nnan", "nsz")), a, b)


def greatest(builder: Any, a: Any, b: Any) -> Any:
    """Larger of two."""
    return builder.select(builder.fcmp_ordered(">", a, b, flags=("nnan", "nsz")), a, b)


def square_plus(builder: Any, difference: Any, rest: Any) -> Any:
    """difference² + rest, fused where the processor can."""
    kind = difference.type
    function = ir.FunctionType(kind, [kind] * 3)
    fused = cgutils.get_or_insert_function(builder.module, function, f"llvm.fmuladd.v{kind.count}f32")
    return builder.call(fused, [difference, difference, rest])


def any_lane(builder: Any, mask: Any) -> Any:
    """Whether any lane of a mask is set."""
    return builder.icmp_unsigned("!=", builder.bitcast(mask, ir.IntType(LANES)), ir.Constant(ir.IntType(LANES), 0))


def count_down(builder: Any, first: Any, last: Any) -> Any:
    """Loop over first, first - 1, ..., last."""
    return cgutils.for_range_slice(builder, first, builder.sub(last, ONE), whole(-1), inc=False)


@contextlib.contextmanager
def while_true(builder: Any, condition: Callable[[], Any]) -> Generator[None]:
    """Loop as long as the condition holds."""
    test, body, after = (builder.append_basic_block(name) for name in ("test", "body", "after"))
    builder.branch(test)
    builder.position_at_end(test)
    builder.cbranch(condition(), body, after)
    builder.position_at_end(body)
    yield
    builder.branch(test)
    builder.position_at_end(after)
