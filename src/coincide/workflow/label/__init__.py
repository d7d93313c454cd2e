"""`coincide label`: asks about whole categories, stores every answer at once, and spreads the names.

`questions` is a session for the terminal and the notebook; what it shares with the app is `session`. `question` is one
question, `state` where the session stands, `answer_log` what it stores, `oracle` a table that answers instead of a
person. `boundary_questions` and `boundaries`: one call or two. `edge_questions`: where calls begin and end, and
`edge_table`: the same from a table.
"""
