:- style_check(-discontiguous).
:- set_prolog_flag(double_quotes, codes).
:- style_check(-singleton).
goal(A, G, Vs) :- term_to_atom_names(A, G, Vs).
term_to_atom_names(A, G, Vs) :- open_string(A, S), read_term(S, G, [variable_names(Vs)]), close(S).
nb_count(N) :- nb_setval(answers, N).
count(N) :- nb_getval(answers, M), N is M + 1, nb_setval(answers, N).
