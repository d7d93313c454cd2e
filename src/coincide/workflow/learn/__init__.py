"""`coincide learn`: from a folder to a catalog that knows what recurs in it.

`learn` is the whole way. In its order: `finding` (how events were found stays), `other_settings` (what differs), `scan`
(the folder), `clocks` (the zone of recorders), `kept` (clips of the live page), `teach_detector` (on some `stretches`),
`find_events`, `update` (keep the model, let it grow or learn another), `model` (events become a model), `extend` (a few
new events), `install` (the model takes its place). `lessons` and `relearn`: labels teach a new model, and whether that
helps. `valley`: how deep a pause parts two calls, by people's answers, and `drawn_edges`: where they draw edges.
`became`: what became of which category.
"""
