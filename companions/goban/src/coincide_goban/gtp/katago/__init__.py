"""What KataGo adds to GTP: its names of rules, and its analysis protocol, a query in JSON per line, as KaTrain speaks.

- `rules`: rules as KataGo names them
- `query`: what is asked
- `answer`: what is answered
- `server`: reading queries, searching, and answering
"""
