"""BIPs 174 and 370: PSBTs, byte by byte; each field has a key, which is a type and perhaps more, and a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coincide_bitcoin.explain.explanation import Explanation, Row, Subject, row
from coincide_bitcoin.psbt import Psbt, fields
from coincide_bitcoin.psbt.psbt import MAGIC
from coincide_bitcoin.wire import Reader


def explain_psbt(subject: Subject) -> Explanation:
    """Explain a PSBT, in base64, hex or bytes.

    Raises
    ------
    ParseError : it is none.
    """
    psbt = Psbt.parse(subject.text if subject.data is None else subject.data)
    unsigned = psbt.unsigned
    fee = psbt.fee()
    facts = {
        "version": str(psbt.version),
        "txid": unsigned.txid_hex,
        "inputs": str(len(psbt.inputs)),
        "outputs": str(len(psbt.outputs)),
        "fee": "unknown: not all spent outputs are there" if fee is None else f"{fee} satoshi",
    }
    return Explanation("PSBT", facts, tuple(_rows(psbt)))


def _rows(psbt: Psbt) -> Iterator[Row]:
    data = psbt.serialize()
    reader = Reader(data, keep_fields=True)
    reader.take(len(MAGIC), "magic")
    _read_map(reader, "global")
    for index in range(len(psbt.inputs)):
        _read_map(reader, ("input", index))
    for index in range(len(psbt.outputs)):
        _read_map(reader, ("output", index))
    assert reader.fields is not None
    for field in reader.fields:
        known = {"input": fields.INPUT, "output": fields.OUTPUT}.get(field.section.split(" ")[0], fields.GLOBAL)
        yield row(field, data, _meaning(field.name, field.value, known))


def _read_map(reader: Reader, section: str | tuple[str, int]) -> None:
    reader.section = section
    while reader.sized("key"):
        reader.sized("value")


def _meaning(name: str, value: int | bytes, known: Mapping[int, fields.Field]) -> str:
    if isinstance(value, int):
        return str(value)
    if name != "key" or not value:
        return "end of the map" if name == "key" else ""
    kind = Reader(value).compact_size("type", limit=(1 << 64) - 1)
    return known[kind].name if kind in known else f"type {kind:#x}, unknown"
