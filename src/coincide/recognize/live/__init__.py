"""The recognizer as a stream, ready to leave Python: hops of sound in, names of the events that just ended out.

- `plan`: sizes; numbers only.
- `manifest`: what lies beside the file.
- `graph`: all of it as one network with a memory.
- `bands`, `background`, `echoes`, `cut`, `edges`, `frame_net`, `picture`, `embedder`, `placing`, `joining`, `voters`:
  its parts, each the twin of a module that runs without torch.
- `windows`: the highest frames around each.
- `sounds`: what the two runtimes are compared on.
- `writing`: the graph as an ONNX file that says what PyTorch says.

Needs torch, so nothing here is imported by `coincide.recognize` itself.
"""
