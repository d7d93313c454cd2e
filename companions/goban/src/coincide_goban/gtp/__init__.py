"""The Go Text Protocol, version 2 (Farneback 2002), from both sides.

- `client`: another program, asked over its standard input
- `server`: this program, asked by a front end
- `commands`: what it answers
- `front_ends`: commands beyond the protocol
- `katago`: its rules, and its protocol for analysis
- `lines`: what a front end says, read beside the work
- `arguments`: words of a command
- `analysis`: what it says while it thinks
- `clock`: how long to think, by the time that is left
"""
