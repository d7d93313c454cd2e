% What is best said in Prolog itself: lists, calls over lists, all solutions by group, grammars.

append([], L, L).
append([X|L], M, [X|N]) :- append(L, M, N).

append(Lists, L) :- foldl('$append', Lists, H-H, L-[]).
'$append'(List, H-T0, H-T) :- append(List, T, T0).

member(X, [Y|L]) :- '$member'(L, X, Y).
'$member'(_, X, X).
'$member'([Y|L], X, _) :- '$member'(L, X, Y).

memberchk(X, L) :- member(X, L), !.

% The fourth argument ends an open list when the other is whole.
reverse(L, R) :- '$reverse'(L, [], R, R).
'$reverse'([], R, R, []).
'$reverse'([X|L], A, R, [_|B]) :- '$reverse'(L, [X|A], R, B).

nth0(N, L, X) :- '$nth'(L, N, X, 0).
nth1(N, L, X) :- '$nth'(L, N, X, 1).
'$nth'(L, N, X, B) :- integer(N), !, N >= B, '$at'(L, N, B, X).
'$nth'([Y|L], N, X, B) :- var(N), '$enumerate'(L, Y, N, X, B).
'$at'([X|_], N, N, X) :- !.
'$at'([_|L], N, B, X) :- C is B + 1, '$at'(L, N, C, X).
'$enumerate'(_, X, N, X, N).
'$enumerate'([Y|L], _, N, X, B) :- C is B + 1, '$enumerate'(L, Y, N, X, C).

last([X|L], Y) :- '$last'(L, X, Y).
'$last'([], X, X).
'$last'([X|L], _, Y) :- '$last'(L, X, Y).

select(X, [X|L], L).
select(X, [Y|L], [Y|M]) :- select(X, L, M).
selectchk(X, L, M) :- select(X, L, M), !.
select(X, L, Y, M) :- '$select4'(L, X, Y, M).
'$select4'([X|L], X, Y, [Y|L]).
'$select4'([Z|L], X, Y, [Z|M]) :- '$select4'(L, X, Y, M).
exclude(_, [], []).
exclude(P, [X|L], M) :- ( call(P, X) -> M = N ; M = [X|N] ), exclude(P, L, N).
include(_, [], []).
include(P, [X|L], M) :- ( call(P, X) -> M = [X|N] ; M = N ), include(P, L, N).
partition(_, [], [], []).
partition(P, [X|L], I, E) :- ( call(P, X) -> I = [X|J], E = F ; I = J, E = [X|F] ), partition(P, L, J, F).
delete([], _, []).
delete([X|L], Y, M) :- ( X \= Y -> M = [X|N] ; M = N ), delete(L, Y, N).
subtract([], _, []).
subtract([X|L], M, N) :- ( memberchk(X, M) -> N = O ; N = [X|O] ), subtract(L, M, O).
intersection([], _, []).
intersection([X|L], M, N) :- ( memberchk(X, M) -> N = [X|O] ; N = O ), intersection(L, M, O).
union([], M, M).
union([X|L], M, N) :- ( memberchk(X, M) -> N = O ; N = [X|O] ), union(L, M, O).
list_to_set(L, S) :- '$to_set'(L, [], S).
'$to_set'([], _, []).
'$to_set'([X|L], Seen, S) :-
    ( member(Y, Seen), Y == X -> S = T ; S = [X|T] ),
    '$to_set'(L, [X|Seen], T).
permutation([], []).
permutation(L, [X|P]) :- select(X, L, M), permutation(M, P).
flatten(L, F) :- '$flatten'(L, [], F), !.
'$flatten'(X, T, [X|T]) :- var(X), !.
'$flatten'([], T, T) :- !.
'$flatten'([X|L], T, F) :- !, '$flatten'(X, M, F), '$flatten'(L, T, M).
'$flatten'(X, T, [X|T]).
sum_list(L, S) :- '$sum'(L, 0, S).
sumlist(L, S) :- '$sum'(L, 0, S).
'$sum'([], S, S).
'$sum'([X|L], A, S) :- B is A + X, '$sum'(L, B, S).
max_list([X|L], M) :- foldl('$max', L, X, M).
min_list([X|L], M) :- foldl('$min', L, X, M).
'$max'(X, A, M) :- M is max(A, X).
'$min'(X, A, M) :- M is min(A, X).
pairs_keys_values([], [], []).
pairs_keys_values([K-V|L], [K|M], [V|N]) :- pairs_keys_values(L, M, N).
pairs_keys([], []).
pairs_keys([K-_|L], [K|M]) :- pairs_keys(L, M).
pairs_values([], []).
pairs_values([_-V|L], [V|M]) :- pairs_values(L, M).
predsort(P, L, S) :-
    length(L, N),
    ( N < 2 -> S = L
    ; H is N // 2, length(A, H), append(A, B, L),
      predsort(P, A, C), predsort(P, B, D), '$merge'(C, D, P, S) ).
'$merge'([], L, _, L) :- !.
'$merge'(L, [], _, L) :- !.
'$merge'([X|L], [Y|M], P, N) :- call(P, O, X, Y), !, '$merge'(O, X, L, Y, M, P, N).
'$merge'(<, X, L, Y, M, P, [X|N]) :- '$merge'(L, [Y|M], P, N).
'$merge'(>, X, L, Y, M, P, [Y|N]) :- '$merge'([X|L], M, P, N).
'$merge'(=, X, L, _, M, P, N) :- '$merge'([X|L], M, P, N).

maplist(_, []).
maplist(P, [A|L]) :- call(P, A), maplist(P, L).
maplist(P, L, M) :- '$map'(L, M, P).
maplist(P, L, M, N) :- '$map'(L, M, N, P).
maplist(P, L, M, N, O) :- '$map'(L, M, N, O, P).
'$map'([], [], _).
'$map'([A|L], [B|M], P) :- call(P, A, B), '$map'(L, M, P).
'$map'([], [], [], _).
'$map'([A|L], [B|M], [C|N], P) :- call(P, A, B, C), '$map'(L, M, N, P).
'$map'([], [], [], [], _).
'$map'([A|L], [B|M], [C|N], [D|O], P) :- call(P, A, B, C, D), '$map'(L, M, N, O, P).
foldl(P, L, A, Z) :- '$fold'(L, P, A, Z).
foldl(P, L, M, A, Z) :- '$fold'(L, M, P, A, Z).
'$fold'([], _, Z, Z).
'$fold'([X|L], P, A, Z) :- call(P, X, A, B), '$fold'(L, P, B, Z).
'$fold'([], [], _, Z, Z).
'$fold'([X|L], [Y|M], P, A, Z) :- call(P, X, Y, A, B), '$fold'(L, M, P, B, Z).

ignore(G) :- ( call(G) -> true ; true ).
not(G) :- \+ call(G).
forall(C, A) :- \+ ( call(C), \+ call(A) ).
apply(G, Extra) :- G =.. L, append(L, Extra, M), N =.. M, call(N).
call_cleanup(G, C) :- setup_call_cleanup(true, G, C).
setup_call_cleanup(S, G, C) :-
    once(S),
    catch(G, E, true) -> ignore(C), ( nonvar(E) -> throw(E) ; true ) ; ignore(C), fail.

aggregate_all(count, G, N) :- !, findall(x, G, L), length(L, N).
aggregate_all(sum(X), G, S) :- !, findall(X, G, L), sum_list(L, S).
aggregate_all(bag(X), G, L) :- !, findall(X, G, L).
aggregate_all(set(X), G, S) :- !, findall(X, G, L), sort(L, S).
aggregate_all(max(X), G, M) :- !, findall(X, G, L), '$best'(max, L, M).
aggregate_all(min(X), G, M) :- !, findall(X, G, L), '$best'(min, L, M).
'$best'(max, [X-W|L], max(M, V)) :- !, keysort([X-W|L], S), last(S, M-_), memberchk(M-V, [X-W|L]).
'$best'(min, [X-W|L], min(M, V)) :- !, keysort([X-W|L], [M-V|_]).
'$best'(max, L, M) :- max_list(L, M).
'$best'(min, L, M) :- min_list(L, M).

bagof(T, G, L) :-
    '$open_or_list'(L),
    '$free_variables'(T, G, W, H),
    ( W == '$' -> findall(T, H, L), L \== []
    ; findall(W-T, H, Pairs), Pairs \== [],
      keysort(Pairs, Sorted), '$groups'(Sorted, Groups),
      member(W-L, Groups) ).
'$groups'([], []).
'$groups'([W-T|Pairs], [W-[T|L]|Groups]) :- '$group'(Pairs, W, L, Rest), '$groups'(Rest, Groups).
'$group'([V-T|Pairs], W, [T|L], Rest) :- '$variant'(V, W), !, V = W, '$group'(Pairs, W, L, Rest).
'$group'([P|Pairs], W, L, [P|Rest]) :- \+ ground(W), !, '$group'(Pairs, W, L, Rest).
'$group'(Rest, _, [], Rest).
'$variant'(V, W) :- V == W, !.
'$variant'(V, W) :- \+ ground(V), subsumes_term(V, W), subsumes_term(W, V).
setof(T, G, S) :- bagof(T, G, L), sort(L, S).

atomic_list_concat(L, A) :- atomic_list_concat(L, '', A).
concat_atom(L, A) :- atomic_list_concat(L, '', A).
read_term_from_atom(A, T, _) :- term_to_atom(T, A).
with_output_to(Sink, G) :-
    current_output(Before),
    '$open_output'(S), set_output(S),
    ( catch(G, E, ( set_output(Before), throw(E) )) -> set_output(Before) ; set_output(Before), fail ),
    '$written'(S, Text), '$sink'(Sink, Text).
'$sink'(atom(A), Text) :- atom_codes(Text, L), atom_codes(A, L).
'$sink'(codes(L), Text) :- atom_codes(Text, L).
'$sink'(chars(L), Text) :- atom_chars(Text, L).

phrase(G, L) :- phrase(G, L, []).
phrase(G, L, Rest) :-
    ( var(G) -> throw(error(instantiation_error, _)) ; true ),
    dcg_body(G, S0, S, Goal), S0 = L, S = Rest, call(Goal).
dcg_translate_rule((H, Pushback --> B), (Head :- Goal)) :- !,
    '$nonterminal'(H, S0, S, Head), dcg_body(B, S0, S1, G1), '$terminals'(Pushback, S, S1, G2), Goal = (G1, G2).
dcg_translate_rule((H --> B), (Head :- Goal)) :- '$nonterminal'(H, S0, S, Head), dcg_body(B, S0, S, Goal).
'$nonterminal'(H, S0, S, Head) :-
    ( var(H) -> throw(error(instantiation_error, _)) ; true ),
    ( callable(H) -> true ; throw(error(type_error(callable, H), _)) ),
    H =.. L, append(L, [S0, S], M), Head =.. M.
dcg_body(V, S0, S, phrase(V, S0, S)) :- var(V), !.
dcg_body((A, B), S0, S, (G, H)) :- !, dcg_body(A, S0, S1, G), dcg_body(B, S1, S, H).
dcg_body((A ; B), S0, S, (G ; H)) :- !, dcg_body(A, S0, S, G), dcg_body(B, S0, S, H).
dcg_body('|'(A, B), S0, S, (G ; H)) :- !, dcg_body(A, S0, S, G), dcg_body(B, S0, S, H).
dcg_body((A -> B), S0, S, (G -> H)) :- !, dcg_body(A, S0, S1, G), dcg_body(B, S1, S, H).
dcg_body(\+ A, S0, S, (\+ G, S0 = S)) :- !, dcg_body(A, S0, _, G).
dcg_body(!, S0, S, (!, S0 = S)) :- !.
dcg_body({}, S0, S, S0 = S) :- !.
dcg_body({G}, S0, S, (G, S0 = S)) :- !.
dcg_body([], S0, S, S0 = S) :- !.
dcg_body(L, S0, S, G) :- L = [_|_], !, '$terminals'(L, S0, S, G).
dcg_body(C, S0, S, G) :- C =.. [call|L], !, append(L, [S0, S], M), G =.. [call|M].
dcg_body(N, S0, S, G) :- '$nonterminal'(N, S0, S, G).
'$terminals'(L, S0, S, S0 = M) :- append(L, S, M).
