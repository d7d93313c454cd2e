"""Pictures and sounds of calls, for the page, the app, the terminal and the notebook.

Arrays and the small frozen records of these modules go in; PNG, SVG, HTML and sound files come out.

- `spectrogram`, `tile`: one event as a picture; pieces of a long recording that join without a seam
- `survey`: figures of a season, for a paper
- `tree`: songs and motifs above the sound that they are made of
- `map`: all events in two dimensions
- `curve`: accuracy against the number of labels
- `sound`: one event as a small sound file
- `example`, `question_card`: an event to see and hear; a question about some of them, for a notebook
- `colors`, `identity`: colors that tell categories apart, and the class and link that carry them
- `png`, `markup`: picture files, and HTML that the text in it cannot break
"""
