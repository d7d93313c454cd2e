"""`coincide evaluate`: how good events, categories, search and songs are against an annotation table.

`evaluate` scores events, categories and search; `structure` scores motifs and songs; `truth` says which rows of a table
count, `matching` attaches them to the events. `labels_curve` measures how many labels are needed: `labels_split`,
`labels_truth`, `labels_ways` (ways to name with few labels), `labels_result`.
"""
