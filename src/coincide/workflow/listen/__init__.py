"""From the sound of a recording to events and their embeddings, for `learn` and `recognize` alike.

`facts` reads what header and name of a file say. `detect` finds the events of one recording, `pictures` takes a picture
of each, `embedding` embeds the pictures, and `listen` does all of that for a recording outside the catalog;
`listen_all` lets workers do it for many. `left_out` says why a recording is not among them. `clips` says whether
recordings hold one sound each, `units` which calls are one event, `trills` whether they are regular pulses,
`rain` whether they are drops, and `unheard` whether much sound is in no event. `ready` prepares a worker process for
all that.
"""

READY = ("coincide.workflow.listen.listen_all", "coincide.workflow.listen.ready")
"""What the worker processes of this machine import beforehand, to find events and to embed them. A command lets
them begin before it has read its own code. A script has read that already, and adds it, since workers read scripts."""
