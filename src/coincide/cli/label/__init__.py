"""`coincide label`: questions and answers in a terminal.

`label` is the command, `dialog` asks and listens in turn, `question_screen` is a question as a screen, with pictures of
characters (`spectrogram_text`) and sound through a program of the system (`player`). `answer_line` reads what was
typed; `standing` says how sure it is, with its curve (`chart`).
"""
