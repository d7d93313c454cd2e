"""What the terminal shows.

`page`: tables and sentences. `json_output`: results for machines. `result`: one of these two. `progress`: bars or lines
while a command works, with the words of `stage_words`. `catalog_tables`: categories, problems and baselines of a
catalog. `broken_lines`, `short_name` and `short_paths` fit text, names and commands into narrow terminals;
`harmless_text` removes control characters. `left_out_rows`: which rows of a table were not used. `losses`: where other
methods are better than ours. `job_line` tells how far a job in another terminal is; `live_ahead` begins what the
live page needs; `qr_code` draws an address.
"""
