"""How a recording is heard: a look at its beginning chooses frames and bands.

- `first_pass`: what stands out at the beginning.
- `choice`: which bands and frames fit that.
- `ranges`: ultrasound and audible calls in one recording.
"""
