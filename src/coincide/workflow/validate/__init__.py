"""Proof: a sample of events is checked by people, and says how good names and counts are.

- `session`: which items are left, and what is answered; the answers are stored at once.
- `answers`: what may be answered to an item.
- `sample_store`: samples as the catalog keeps them.
- `result`: what the answers say.
"""
