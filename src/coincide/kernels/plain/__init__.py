"""The loops in NumPy; see `coincide.kernels`.

- `bands`: levels of frames in bands.
- `echoes`: what falls as an echo does.
- `floor`: running percentiles.
- `highest`: the highest numbers of rows.
- `loudest`: the loudest bands of frames.
- `moving`: nodes of a graph between communities.
- `smoothing`: weighted sums of neighbors.
- `valleys`: runs of frames parted at valleys.
"""
