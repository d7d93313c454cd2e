"""Speed and agreement, beside SWI-Prolog and GNU Prolog."""
