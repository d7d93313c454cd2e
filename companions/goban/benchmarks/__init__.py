"""Benchmarks: `scripts/bench goban`."""
