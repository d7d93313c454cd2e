"""Tables of programs that detect calls themselves.

- `kaleidoscope`: cluster and bat tables of Kaleidoscope Pro, and those that other programs write for it.
- `birdnet`: result tables of BirdNET-Analyzer.
- `deepsqueak`: statistics that DeepSqueak exports; only read.
- `deepsqueak_mat`: its detection files, as far as they can be read without MATLAB.
"""
