"""Why a script fails: Bitcoin Core's names (`script_error.h`), each with what it means."""

from __future__ import annotations

MEANINGS = {
    "EVAL_FALSE": "the script ended with false, or with nothing, on top of the stack",
    "OP_RETURN": "OP_RETURN was run, which ends a script at once",
    "SCRIPTNUM": "a number has more than 4 bytes, or is longer than need be",
    "SCRIPT_SIZE": "a script must have at most 10,000 bytes",
    "PUSH_SIZE": "an item of the stack must have at most 520 bytes",
    "OP_COUNT": "a script must have at most 201 operations beside pushes",
    "STACK_SIZE": "both stacks must have at most 1,000 items together",
    "SIG_COUNT": "the number of signatures must be from 0 to that of keys",
    "PUBKEY_COUNT": "the number of keys must be from 0 to 20",
    "VERIFY": "OP_VERIFY found false",
    "EQUALVERIFY": "the two items differ",
    "CHECKMULTISIGVERIFY": "the signatures do not match the keys, in their order",
    "CHECKSIGVERIFY": "the signature does not match the key",
    "NUMEQUALVERIFY": "the two numbers differ",
    "BAD_OPCODE": "the opcode is reserved or unknown, or a push is cut short",
    "DISABLED_OPCODE": "the opcode was disabled in 2010, even where it is not run",
    "INVALID_STACK_OPERATION": "the stack has too few items",
    "INVALID_ALTSTACK_OPERATION": "the second stack is empty",
    "UNBALANCED_CONDITIONAL": "IF, ELSE and ENDIF do not match",
    "NEGATIVE_LOCKTIME": "a lock time must not be negative",
    "UNSATISFIED_LOCKTIME": "the transaction's lock time or the input's sequence is too low, or of another kind",
    "SIG_HASHTYPE": "the hash type of a signature must be a known one",
    "SIG_DER": "a signature must be in strict DER",
    "MINIMALDATA": "a push or number must be as short as it can be",
    "SIG_PUSHONLY": "the script of the input must only push",
    "SIG_HIGH_S": "s of a signature must be at most half the order",
    "SIG_NULLDUMMY": "the item that OP_CHECKMULTISIG takes in excess must be empty",
    "PUBKEYTYPE": "a key must be compressed or uncompressed",
    "CLEANSTACK": "the script must leave one item",
    "MINIMALIF": "the condition of IF must be empty or 01",
    "NULLFAIL": "a signature that fails must be empty",
    "DISCOURAGE_UPGRADABLE_NOPS": "the opcode is kept for later use",
    "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM": "the version of the witness program is kept for later use",
    "DISCOURAGE_UPGRADABLE_TAPROOT_VERSION": "the version of the leaf is kept for later use",
    "DISCOURAGE_OP_SUCCESS": "the opcode is kept for later use, and succeeds until then",
    "DISCOURAGE_UPGRADABLE_PUBKEYTYPE": "the kind of key is kept for later use",
    "WITNESS_PROGRAM_WRONG_LENGTH": "a witness program of version 0 must have 20 or 32 bytes",
    "WITNESS_PROGRAM_WITNESS_EMPTY": "the witness is empty",
    "WITNESS_PROGRAM_MISMATCH": "the witness does not match the hash in its program",
    "WITNESS_MALLEATED": "the script of an input with a witness must be empty",
    "WITNESS_MALLEATED_P2SH": "the script of an input with a nested witness must be one push of the program",
    "WITNESS_UNEXPECTED": "there is a witness, but no witness program",
    "WITNESS_PUBKEYTYPE": "a key in a witness must be compressed",
    "SCHNORR_SIG_SIZE": "a Schnorr signature must have 64 bytes, or 65 with its hash type",
    "SCHNORR_SIG_HASHTYPE": "the hash type of a Schnorr signature is unknown, or has no output",
    "SCHNORR_SIG": "the Schnorr signature does not match the key",
    "TAPROOT_WRONG_CONTROL_SIZE": "a control block must have 33 bytes and up to 128 times 32 more",
    "TAPSCRIPT_VALIDATION_WEIGHT": "there are more signatures than the weight of the witness pays for",
    "TAPSCRIPT_CHECKMULTISIG": "OP_CHECKMULTISIG does not exist in Tapscript: use OP_CHECKSIGADD",
    "TAPSCRIPT_MINIMALIF": "the condition of IF must be empty or 01 in Tapscript",
    "TAPSCRIPT_EMPTY_PUBKEY": "a key in Tapscript must not be empty",
    "OP_CODESEPARATOR": "OP_CODESEPARATOR is not relayed outside of witnesses",
    "SIG_FINDANDDELETE": "a signature that the script itself holds is not relayed",
}


class ScriptFailure(Exception):
    """Ends the run of a script; never leaves `coincide_bitcoin.script`, where it becomes a `Verdict`."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error
