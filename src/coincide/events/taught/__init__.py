"""A detector that teaches itself on the user's recordings, and is kept only where it is better.

In: levels of some stretches of sound. Out: a small network that says which frames belong to events, and a verdict.

- `frame_net`: the network, computed without torch.
- `lessons`: what the default detector can teach.
- `teaching`: how that is learned, with torch.
- `exam`: whether the taught one is better here, found out without labels.
- `selftaught`: teaching, exam and verdict.
"""
