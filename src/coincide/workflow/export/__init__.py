"""`coincide export` and `coincide models`: recognizers that run in a browser.

`export` writes the live page as one folder; `live` is the recognizer of sounds, `image_model` that of pictures, whose
weights `models` fetches; `maker` makes either in a process of its own. `unheard` finds names that the page cannot
give. `ways` are the ways to bring the folder to a phone.
"""
