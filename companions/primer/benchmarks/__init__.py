"""Benchmarks beside named peers: scripts/bench primer."""
