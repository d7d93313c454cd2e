"""Time, memory and quality together, against named peers, side by side in one run.

`python -m benchmarks NAME [--quick] [--data DIR] [--json]`; one module or folder per subject.
"""
