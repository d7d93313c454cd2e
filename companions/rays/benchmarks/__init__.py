"""Benchmarks of rays: `scripts/bench rays`."""
