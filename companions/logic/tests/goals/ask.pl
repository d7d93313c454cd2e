% Runs goals in another engine: reads them from a file, writes for each its number, then one line per answer or error.
% A goal that asks for a change of the program gets a program of its own, since each engine starts anew for it.

run(File) :- open(File, read, S), lines(S, 1), close(S).

lines(S, N) :-
    line(S, Codes),
    ( Codes == end_of_file -> true
    ; atom_codes(Atom, Codes), write('#'), write(N), nl, ask(Atom), M is N + 1, lines(S, M) ).

line(S, L) :- get_code(S, C), ( C =:= -1 -> L = end_of_file ; rest(C, S, L) ).
rest(C, S, L) :- ( C =:= 10 -> L = [] ; C =:= -1 -> L = [] ; L = [C|T], get_code(S, D), rest(D, S, T) ).

ask(Atom) :-
    catch(goal(Atom, G, Vs), E, ( write(syntax), nl, E = E, fail )), !,
    catch(answers(G, Vs), Ball, ( ball(Ball), nl )).
ask(_).

answers(G, Vs) :-
    nb_count(0),
    ( call(G), count(N), show(Vs), nl, N >= 12 -> write(more), nl ; true ).

ball(error(E, _)) :- !, show(error(E)).
ball(B) :- show(ball(B)).

show(T) :- copy_term(T, C), numbervars(C, 0, _), write_term(C, [quoted(true), numbervars(true)]).
