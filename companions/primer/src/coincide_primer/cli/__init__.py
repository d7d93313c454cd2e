"""What people type: `coincide-primer`.

- `app`: the command and its exit codes.
- `demo`, `graph`: one command each.
- `expressions`: computations as text.
"""
