"""The network of the tree: what it is made of, how it is kept, and how it answers with NumPy alone.

- `shape`: its layers and the names of their weights
- `forward`: answers, with NumPy
- `store`: safetensors files, read and written without any other package

Training is in `coincide_goban.learn`.
"""
