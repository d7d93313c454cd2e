goal(A, G, Vs) :- read_term_from_atom(A, G, [variable_names(Vs)]).
nb_count(N) :- g_assign(answers, N).
count(N) :- g_read(answers, M), N is M + 1, g_assign(answers, N).
