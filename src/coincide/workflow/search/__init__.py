"""`coincide search`: what resembles this piece of sound.

`search` is the command; `series_index` searches by dynamic time warping, in the frames that `sequences` takes of each
event; `sent_sound` limits what a browser may send.
"""
