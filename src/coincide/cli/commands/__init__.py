"""The commands, one file each: `learn`, `search`, `parse`, `recognize`, `info`, `check`, `annotations`, `evaluate`,
`serve`, `export`, `models`, `report`, `catalog`, `clips`, `plot`.

What only one of them shows lies beside it: `labels_curve` and `structure_scores` of `evaluate`, `tree_text` of `parse`
(parse trees as characters), `search_trees` of `search`.
"""
