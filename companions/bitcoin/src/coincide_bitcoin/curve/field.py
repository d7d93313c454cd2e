"""Song 2019, chapter 1: an element of a finite field of prime order, with the operators of arithmetic.

Plain and slow: the twin of what `jacobian` and `multiplication` do on bare integers.
"""

from __future__ import annotations

from dataclasses import dataclass

from coincide_bitcoin.errors import InputError


@dataclass(frozen=True)
class FieldElement:
    """A number modulo `prime`, 0 ≤ number < prime.

    Raises
    ------
    InputError : `number` is out of range; or operands belong to different fields; or division by zero.

    Examples
    --------
    >>> FieldElement(7, 13) / FieldElement(5, 13)
    FieldElement(number=4, prime=13)
    """

    number: int
    prime: int

    def __post_init__(self) -> None:
        if not 0 <= self.number < self.prime:
            raise InputError(f"`number` must be from 0 to {self.prime - 1}, got {self.number}")

    def __add__(self, other: FieldElement) -> FieldElement:
        return self._of(self.number + self._same_field(other))

    def __sub__(self, other: FieldElement) -> FieldElement:
        return self._of(self.number - self._same_field(other))

    def __mul__(self, other: FieldElement) -> FieldElement:
        return self._of(self.number * self._same_field(other))

    def __neg__(self) -> FieldElement:
        return self._of(-self.number)

    def __rmul__(self, times: int) -> FieldElement:
        return self._of(times * self.number)

    def __pow__(self, exponent: int) -> FieldElement:
        """Fermat: aᵖ⁻¹ = 1, so any exponent, also a negative one, may be taken modulo p - 1."""
        if self.number == 0 and exponent < 0:
            raise InputError("zero has no inverse")
        return self._of(pow(self.number, exponent % (self.prime - 1), self.prime) if exponent else 1)

    def __truediv__(self, other: FieldElement) -> FieldElement:
        if self._same_field(other) == 0:
            raise InputError("zero has no inverse")
        return self * other ** (self.prime - 2)

    def _of(self, number: int) -> FieldElement:
        return FieldElement(number % self.prime, self.prime)

    def _same_field(self, other: FieldElement) -> int:
        if self.prime != other.prime:
            raise InputError(f"elements must belong to one field, got primes {self.prime} and {other.prime}")
        return other.number
