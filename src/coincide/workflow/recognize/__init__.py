"""`coincide recognize`: names for the calls in new recordings.

`recognize` is the command, `recognition` its result. `naming_job` joins what is needed: `recognizer_file` (what the
labels taught), `naming` (by labels or by categories) and `new_sources` (where a recording is from). `faint` finds faint
repeats in a second pass.
"""
