"""Labeling in an app: a session that stays open for days, and gives several questions at once to several tabs.

`desk` is the session. It gives out what `questions` describes, remembers by `asked` what a page may answer, and asks
about the `clips` that the live page kept. `pause` lets it name the categories once nobody has answered for a moment.
"""
