"""Trees as text, and as others keep them.

- `brackets`: bracket strings, and files of them.
- `tree_json`, `dot`, `nltk_trees`: trees for machines, for Graphviz, for NLTK.
- `treebank`: sentences of a treebank as parsers are compared on them.
"""
