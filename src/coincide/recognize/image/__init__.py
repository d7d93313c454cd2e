"""Pictures: a pretrained network that names what a camera sees, for use in browsers.

In: a camera's frame as it comes, RGBA bytes. Out: probabilities of 1,000 names, and an embedding.

- `sources`: which weights there are, whose they are and what they must be.
- `weights`: finding, fetching and checking them. Nothing is fetched unless a person asks for it.
- `names`: the 1,000 names.
- `hierarchy`: groups of them, for coarser names.
- `lite0`: the network; needs torch.
- `camera`: the network behind crop and resize, as one graph; needs torch.
- `writing`: that graph as an ONNX file that says what PyTorch says.
"""
