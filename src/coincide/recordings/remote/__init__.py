"""Recordings on other computers, read by range through fsspec; nothing is stored here.

- `address`: which addresses can be given, and none with a password.
- `path`: the address of one recording or folder, with what readers ask of a `pathlib.Path`.
- `range_file`: a file whose bytes somebody else reads.
- `ranges`: the blocks of a file that are in memory.
- `network`: asks again while a server is away; says why not, without a secret.
- `listing`: which recordings lie at an address.
"""
