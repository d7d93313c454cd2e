"""The loops in NumPy; see `coincide.kernels`.

- `bands`: levels of frames in bands.
- `floor`: running percentiles and the loudest bands.
- `smoothing`: weighted sums of neighbors.
- `valleys`: runs of frames parted at valleys.
"""
