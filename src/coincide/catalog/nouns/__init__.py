"""The nouns of a catalog, each with what can be done with it: `store.runs.begin(...)`, `store.files.get(path)`.

runs        which command wrote, with what settings, seed and versions
files       roots, and every path at which a recording was seen
recordings  which sound there is; one recording may have many copies
problems    why a file is left out or remarked upon
detections  what one way of looking found in one recording
events      the events of detections, by digest or id
event_columns  the events of a model as arrays
models      embeddings by row; the current model
categories  categories and memberships, and what people change of them by hand
labels      what people and programs said
answers     what people said to questions; an append-only log
deployments  which recorder stood where and when, and what its clock showed
samples     events drawn at random, and what people said about them
trees       how events join into phrases and songs
"""
