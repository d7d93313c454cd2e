"""Stage 7: structure. Sequences of events become parse trees of phrases and songs, and recurring parts become motifs."""
