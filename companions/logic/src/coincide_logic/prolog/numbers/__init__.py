"""Arithmetic: what `is/2` and comparisons evaluate.

functions   each function of ISO 13211-1 section 9, and those that both SWI-Prolog and GNU Prolog add
evaluate    terms to numbers
"""
