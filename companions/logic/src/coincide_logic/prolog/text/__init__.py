"""Text to terms and back.

operators   the table of operators, which programs may change
tokens      text to tokens
parser      tokens to terms, by operator precedence
writer      terms to text
numbers     numbers as text, of any length
messages    errors in words
"""
