"""Whole tables of every kind that a command reads, and ways to damage them.

wholes.py   a small whole table of each kind, and how it is read
text.py     damage to bytes and text: flips, cuts, odd cells, other encodings
values.py   damage to values inside of JSON, Parquet and workbooks, which stay well-formed files
"""
