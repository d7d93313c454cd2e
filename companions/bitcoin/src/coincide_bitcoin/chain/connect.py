"""What a block must keep to in its place in the chain (Bitcoin Core's `ContextualCheckBlock` and `ConnectBlock`).

All is checked against coins that are only looked up; the change that comes back is applied by
`coincide_bitcoin.chain.chain`.
"""

from __future__ import annotations

from coincide_bitcoin.backend import Backend
from coincide_bitcoin.block.block import Block
from coincide_bitcoin.block.check import MAX_SIGOPS_COST
from coincide_bitcoin.block.coinbase import check_commitment, check_height, check_no_witness, subsidy
from coincide_bitcoin.chain.coins import BlockChange, Coin, CoinSource
from coincide_bitcoin.chain.consensus import Consensus
from coincide_bitcoin.chain.headers import HeaderNode
from coincide_bitcoin.chain.timelocks import has_matured, is_final
from coincide_bitcoin.errors import RuleError
from coincide_bitcoin.networks import MAIN
from coincide_bitcoin.script import flags
from coincide_bitcoin.script.opcodes import OP_RETURN
from coincide_bitcoin.script.sigops import sigop_cost
from coincide_bitcoin.script.verify import verify_transaction
from coincide_bitcoin.transaction.check import MAX_BLOCK_WEIGHT
from coincide_bitcoin.transaction.fees import fee
from coincide_bitcoin.transaction.transaction import OutPoint, Transaction

COINBASE_MATURITY = 100
LONGEST_SCRIPT = 10_000  # a longer one can never be spent
# Two blocks of the main net repeat a coinbase that was not spent yet (BIP 30).
REPEATING_HEIGHTS = frozenset({91_842, 91_880})


def check_in_context(block: Block, parent: HeaderNode, consensus: Consensus) -> None:
    """Check what depends on the headers before, but not on the coins.

    Raises
    ------
    RuleError : "bad-txns-nonfinal", "bad-cb-height", one of the witness commitment, or "bad-blk-weight".
    """
    height = parent.height + 1
    time = parent.median_time if height >= consensus.csv else block.header.time
    for index, transaction in enumerate(block.transactions):
        if not is_final(transaction, height=height, time=time):
            why = f"transaction {index} may not be in a block before lock time {transaction.lock_time}"
            raise RuleError("bad-txns-nonfinal", why)
    if height >= consensus.bip34:
        check_height(block.coinbase, height)
    if height >= consensus.segwit:
        check_commitment(block.transactions)
    else:
        check_no_witness(block.transactions)
    weight = block.weight()
    if weight > MAX_BLOCK_WEIGHT:
        raise RuleError("bad-blk-weight", f"a block must weigh at most {MAX_BLOCK_WEIGHT}, it weighs {weight}")


def script_flags(node: HeaderNode, consensus: Consensus) -> frozenset[str]:
    """The consensus flags for the scripts of a block."""
    held = consensus.without_rules.get(node.id, frozenset({flags.P2SH, flags.WITNESS, flags.TAPROOT}))
    since = (
        (flags.DERSIG, consensus.bip66),
        (flags.CHECKLOCKTIMEVERIFY, consensus.bip65),
        (flags.CHECKSEQUENCEVERIFY, consensus.csv),
        (flags.NULLDUMMY, consensus.segwit),
    )
    return held | {flag for flag, height in since if node.height >= height}


def connect(
    block: Block,
    node: HeaderNode,
    coins: CoinSource,
    consensus: Consensus,
    *,
    verify_scripts: bool = True,
    backend: Backend | None = None,
) -> BlockChange:
    """Check a block against the coins before it.

    Parameters
    ----------
    node : the block's header in the tree; it has a parent.
    verify_scripts : run the scripts of all inputs.
    backend : who verifies signatures; the fastest if None.

    Returns
    -------
    The coins that it spends and makes.

    Raises
    ------
    RuleError : the first rule that is broken, with the transaction that breaks it.
    """
    work = _Connecting(node, coins, consensus, script_flags(node, consensus) if verify_scripts else None, backend)
    for index, transaction in enumerate(block.transactions):
        try:
            work.add(transaction)
        except RuleError as error:
            raise RuleError(error.rule, f"transaction {index}: {error.why}") from None
    allowed = subsidy(node.height, halving=consensus.halving) + work.fees
    paid = sum(output.value for output in block.coinbase.outputs)
    if paid > allowed:
        raise RuleError("bad-cb-amount", f"the coinbase must pay at most {allowed} satoshi, it pays {paid}")
    return BlockChange(work.spent, work.created)


class _Connecting:
    """The sums and coins of a block, up to the transaction that comes next."""

    def __init__(
        self,
        node: HeaderNode,
        coins: CoinSource,
        consensus: Consensus,
        rules: frozenset[str] | None,
        backend: Backend | None,
    ) -> None:
        assert node.parent is not None
        self.spent: dict[OutPoint, Coin] = {}
        self.created: dict[OutPoint, Coin] = {}
        self.fees = 0
        self._sigops_cost = 0
        self._node, self._parent, self._coins = node, node.parent, coins
        self._consensus, self._rules, self._backend = consensus, rules, backend

    def add(self, transaction: Transaction) -> None:
        self._check_not_repeated(transaction)
        spent = [] if transaction.is_coinbase else [self._spend(one.previous) for one in transaction.inputs]
        outputs = [coin.output for coin in spent]
        if not transaction.is_coinbase:
            self.fees += fee(transaction, outputs)
            if self._node.height >= self._consensus.csv and not has_matured(transaction, spent, self._parent):
                raise RuleError("bad-txns-nonfinal", "a relative lock time has not passed (BIP 68)")
        self._sigops_cost += sigop_cost(transaction, outputs)
        if self._sigops_cost > MAX_SIGOPS_COST:
            raise RuleError("bad-blk-sigops", f"signature operations must cost at most {MAX_SIGOPS_COST} in a block")
        if spent and self._rules is not None:
            verdicts = verify_transaction(transaction, outputs, flags=self._rules, backend=self._backend)
            for index, verdict in enumerate(verdicts):
                if not verdict.is_valid:
                    why = f"input {index}: {verdict.error}, {verdict.meaning}"
                    raise RuleError("block-script-verify-flag-failed", why)
        self._create(transaction)

    def _check_not_repeated(self, transaction: Transaction) -> None:
        """BIP 30. Under BIP 34 only a coinbase of the same height could repeat, so on main net Core looks no more."""
        if self._consensus.network == MAIN and (
            self._node.height in REPEATING_HEIGHTS or self._consensus.bip34 <= self._node.height < 1_983_702
        ):
            return
        for index in range(len(transaction.outputs)):
            if self._coins.coin(OutPoint(transaction.txid, index)) is not None:
                raise RuleError("bad-txns-BIP30", f"it repeats {transaction.txid_hex}, whose outputs are not spent yet")

    def _spend(self, point: OutPoint) -> Coin:
        coin = self.created.pop(point, None)
        if coin is None:
            coin = None if point in self.spent else self._coins.coin(point)
            if coin is None:
                raise RuleError("bad-txns-inputs-missingorspent", f"output {point} does not exist or is spent")
            self.spent[point] = coin
        age = self._node.height - coin.height
        if coin.is_coinbase and age < COINBASE_MATURITY:
            why = f"a coinbase may be spent after {COINBASE_MATURITY} blocks, {point} after {age}"
            raise RuleError("bad-txns-premature-spend-of-coinbase", why)
        return coin

    def _create(self, transaction: Transaction) -> None:
        for index, output in enumerate(transaction.outputs):
            script = output.script_pubkey
            if len(script) <= LONGEST_SCRIPT and script[:1] != bytes((OP_RETURN,)):
                coin = Coin(output, self._node.height, transaction.is_coinbase)
                self.created[OutPoint(transaction.txid, index)] = coin


def created_by(block: Block) -> list[OutPoint]:
    """The outputs of a block, which disconnecting it takes away where they are still there."""
    return [OutPoint(one.txid, index) for one in block.transactions for index in range(len(one.outputs))]
