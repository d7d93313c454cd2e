"""From the sound of a recording to events and their embeddings, for `learn` and `recognize` alike.

`detect` finds the events of one recording, `pictures` takes a picture of each, and `listen` does both for recordings
outside the catalog and embeds the pictures. `left_out` says why a recording is not among them. `clips` says
whether recordings hold one sound each.
"""
