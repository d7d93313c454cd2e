"""BIP 380: output descriptors, which say in one line which scripts are meant and how to spend them."""

from __future__ import annotations

from dataclasses import dataclass, field

from coincide_bitcoin import address
from coincide_bitcoin.descriptor.checksum import add_checksum, strip_checksum
from coincide_bitcoin.descriptor.expressions import DescribedScript, Expression
from coincide_bitcoin.descriptor.multipath import expand
from coincide_bitcoin.descriptor.parser import parse_expression
from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.networks import REGTEST, Network


@dataclass(frozen=True)
class Descriptor:
    """Scripts, one for each index if there is a `*`, else one or (for `combo`) up to four.

    Attributes
    ----------
    text : without checksum. It may hold private keys, so `repr` leaves it out.
    """

    text: str = field(repr=False)
    network: Network
    expression: Expression = field(repr=False, compare=False)

    @classmethod
    def parse(cls, text: str, network: Network = REGTEST) -> Descriptor:
        """Read a descriptor, with or without checksum.

        Raises
        ------
        ParseError : it is none, its checksum is wrong, a key is of another network, or the text stands for several.
        """
        found = cls.parse_all(text, network)
        if len(found) > 1:
            at = text.index("<")
            raise ParseError(f"<...> stands for {len(found)} descriptors here: read them with `parse_all`", at)
        return found[0]

    @classmethod
    def parse_all(cls, text: str, network: Network = REGTEST) -> list[Descriptor]:
        """Read the descriptors that a text with <0;1> in its paths stands for: receiving and change (BIP 389).

        Raises
        ------
        ParseError : as for `parse`, but there may be several.
        """
        return [cls(body, network, parse_expression(body, network)) for body in expand(strip_checksum(text))]

    @property
    def is_range(self) -> bool:
        """Whether there is a script per index."""
        return any(key.is_range for key in self.expression.key_expressions())

    @property
    def has_private_keys(self) -> bool:
        """Whether the text holds a secret."""
        return any(
            key.extended.is_private if key.extended else key.fixed is not None and key.fixed.private is not None
            for key in self.expression.key_expressions()
        )

    def describe(self, index: int = 0) -> list[DescribedScript]:
        """The scripts at an index, with what is needed to spend them.

        Raises
        ------
        InputError : a hardened step from a public key, or an index that is not below 2^31.
        """
        return self.expression.describe(index)

    def scripts(self, index: int = 0) -> list[bytes]:
        """The scripts at an index: one, or up to four for `combo`."""
        return [described.script_pubkey for described in self.describe(index)]

    def address(self, index: int = 0) -> str:
        """The address at an index, of the first script.

        Raises
        ------
        InputError : the script has no address, as `pk` and `multi`; or as for `describe`.
        """
        return address.encode(self.scripts(index)[0], self.network)

    def with_checksum(self) -> str:
        """The text, followed by its checksum."""
        return add_checksum(self.text)
