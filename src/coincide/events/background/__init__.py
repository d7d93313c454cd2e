"""What events rise above.

In: levels, frames by bands, in dB. Out: the background of each band, and levels whose digital silence is filled.

- `floor`: the running background and the activity over it.
- `silence`: what digital silence stands for.
"""
