"""Public lists that judge the rules: `scripts/conformance goban --vectors DIR`."""
