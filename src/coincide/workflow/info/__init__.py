"""`coincide info`: what a catalog holds (`info`), and what to do next (`next_steps`)."""
