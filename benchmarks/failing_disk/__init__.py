"""A disk that fails, in software: for attacks on everything that reads or writes files.

shim.c      counts, fails and records the calls of a process on the files of one folder, under any library
disk.py     asks it for that from Python
work.py     what is done on the disk: every command, on a catalog of a dozen events
judge.py    whether a catalog is whole, and holds what a person was told is stored
trials.py   one process that does a command over and over, each time with another call failing
cuts.py     the states that a power cut could leave behind
"""
