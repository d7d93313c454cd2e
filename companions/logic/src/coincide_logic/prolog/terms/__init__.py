"""Terms: what they are made of, how two become equal, which comes first, and the errors that ISO names.

term       atoms, numbers, compounds, variables and lists
unify      making two terms equal, with and without the occurs check
order      the standard order, and equality without binding
copy       copies with fresh variables; the variables of a term
raising    errors as ISO 13211-1 section 7.12 names them
"""
