"""`coincide search`: what resembles this piece of sound.

`search` is the command; `sent_sound` limits what a browser may send. `series_index` searches by dynamic time warping,
in the frames that `sequences` takes of each event: workers make a `series_shard` each, and `series_files` keeps them.
"""
