"""Vectors in a few bits a number: compared fast, with a small error.

eight_bits  8 bits a number, on one grid
one_bit     one bit a number, around the mean of all
choice      which codes suit what an engine holds
kernels     compiled: rotate, encode and ask in one bit a number, fill rows of links
"""
