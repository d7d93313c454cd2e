"""The command `coincide-goban`; each file is one of its commands."""
