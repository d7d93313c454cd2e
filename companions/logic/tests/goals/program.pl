:- dynamic(counter/1).
:- dynamic(fact/2).
:- dynamic(rule/1).
:- dynamic(none/1).
:- dynamic(queue/1).
p(1). p(2). p(3).
q(a, 1). q(b, 2). q(a, 3). q(c, 2).
r(X) :- p(X), X > 1, !.
r(9).
s(X) :- ( p(X), X >= 2 -> true ; X = 0 ).
t(X, Y) :- p(X), \+ X = 2, p(Y), X < Y.
cutter(X, Y) :- p(X), ( X = 2, ! ; true ), p(Y).
deep(0, []).
deep(N, [N|L]) :- N > 0, M is N - 1, deep(M, L).
color(red). color(green). color(blue).
parent(ann, bob). parent(bob, cy). parent(cy, dee). parent(ann, eve).
ancestor(X, Y) :- parent(X, Y).
ancestor(X, Z) :- parent(X, Y), ancestor(Y, Z).
greeting --> [hello], name.
name --> [world].
name --> [prolog].
digits([D|T]) --> digit(D), digits(T).
digits([D]) --> digit(D).
digit(D) --> [D], { D >= 48, D =< 57 }.
anbn --> [].
anbn --> [a], anbn, [b].
expr(X) --> term(Y), rest(Y, X).
rest(Y, X) --> "+", !, term(Z), { W is Y + Z }, rest(W, X).
rest(Y, X) --> "-", !, term(Z), { W is Y - Z }, rest(W, X).
rest(X, X) --> [].
term(X) --> digits(L), { number_codes(X, L) }.
look(X), [X] --> [X].
not_a --> \+ [a], [_].
if_then(X) --> ( [a] -> { X = yes } ; { X = no } ).
caller --> call(take, z).
take(X, [X|L], L).
fact(1, one). fact(2, two). fact(3, three).
queue(1). queue(2).
rule(X) :- p(X), X > 1.
rule(7).
fib(0, 0). fib(1, 1).
fib(N, F) :- N > 1, A is N - 1, B is N - 2, fib(A, X), fib(B, Y), F is X + Y.
hanoi(0, _, _, _) :- !.
hanoi(N, A, B, C) :- M is N - 1, hanoi(M, A, C, B), hanoi(M, C, B, A).
qsort([], []).
qsort([X|L], S) :- part(X, L, A, B), qsort(A, SA), qsort(B, SB), append(SA, [X|SB], S).
part(_, [], [], []).
part(X, [Y|L], [Y|A], B) :- Y =< X, !, part(X, L, A, B).
part(X, [Y|L], A, [Y|B]) :- part(X, L, A, B).
soft(X, Y) :- ( p(X), X > 1 *-> Y = yes ; Y = no ).
nested(X) :- ( X > 0 -> ( X > 10 -> true ; X < 5 -> true ; fail ) ; X =:= -1 ).
type_of(X, T) :- ( var(X) -> T = var ; integer(X) -> T = int ; atom(X) -> T = atom ; compound(X) -> T = compound ; T = other ).
first(X, [X|_]).
same(X, X).
swap(f(A, B), f(B, A)).
tree(leaf). 
tree(node(L, R)) :- tree(L), tree(R).
loop_until(N, N) :- !.
loop_until(I, N) :- J is I + 1, loop_until(J, N).
thrower(X) :- X > 2, throw(too_big(X)).
thrower(_).
safe(X, R) :- catch((thrower(X), R = ok), too_big(Y), R = big(Y)).
