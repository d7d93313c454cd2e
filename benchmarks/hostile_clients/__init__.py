"""Clients that mean harm, and one that does not: what `benchmarks.faults.server` does to `coincide serve`.

target     the server as a process: its key, its memory, its log
wire       HTTP/1.1 by hand, so that anything can be sent
refusals   every route, without what lets a client in
noise      requests that were mutated by a seed
crowds     half-open, slow, greedy, and two thousand at once
neighbor   a person who goes on working meanwhile
"""
