p(X).
r(X).
r(3).
s(X).
t(X, Y).
cutter(X, Y).
deep(5, L).
ancestor(ann, X).
ancestor(X, dee).
ancestor(X, Y).
fib(15, F).
hanoi(5, a, b, c).
qsort([3,1,4,1,5,9,2,6], S).
soft(X, Y).
nested(3).
nested(7).
nested(11).
nested(-1).
nested(foo).
type_of(_, T).
type_of(1, T).
type_of(a, T).
type_of(f(x), T).
type_of(1.5, T).
first(X, [a,b]).
same(f(X, b), f(a, Y)).
swap(f(1, 2), Z).
tree(X).
loop_until(0, 1000).
safe(1, R).
safe(5, R).
undefined_predicate(1).
undefined_atom.
X = 1, undefined_thing(X).
call(p(X)).
call(p, X).
call(q, a, X).
call(3).
call(X).
call((p(X), 1)).
call((fail, 1)).
call((true ; 1)).
call((p(X), !)).
(p(X), ! ; X = 9).
p(X), call(!).
p(X), ( X > 1, ! ; fail ).
\+ p(4).
\+ p(1).
\+ \+ p(1).
\+ X.
\+ 3.
( fail -> X = 1 ; X = 2 ).
( true -> X = 1 ; X = 2 ).
( p(X) -> true ; fail ).
( p(X), X > 5 -> true ; X = none ).
( fail -> true ).
( p(X) , X > 1 -> p(Y) ; true ).
p(X), ( X = 2 -> Y = two ; Y = other ).
once(p(X)).
once(fail).
once(1).
findall(X, p(X), L).
findall(X-Y, q(X, Y), L).
findall(X, fail, L).
findall(X, p(X), [A|B]).
findall(X, p(X), foo).
findall(X, p(X), [A|foo]).
findall(X, Y, L).
findall(X, 4, L).
findall(Y, ( p(X), X > 1 ), L).
findall(f(X, Z), p(X), L).
bagof(X, p(X), L).
bagof(X, q(X, Y), L).
bagof(X, Y^q(X, Y), L).
bagof(Y, q(X, Y), L).
bagof(X, fail, L).
bagof(X, Y, L).
bagof(X, 1, L).
bagof(X-Z, q(X, Y), L).
bagof(X, member(X, [V, U, f(U), f(V)]), L).
bagof(f(X, Y), ( X = a ; Y = b ), L).
bagof(X, Y^((X = 1, Y = 1) ; (X = 2, Y = 2)), L).
bagof(X, (Y^(X = 1 ; Y = 1) ; X = 3), L).
bagof(X, p(X), [A|foo]).
setof(X, p(X), L).
setof(X, Y^q(X, Y), L).
setof(X-Y, q(X, Y), L).
setof(Y, q(X, Y), L).
setof(X, member(X, [b, 1, a, 2.0, f(x), Z, "s", 1]), L).
setof(X, X^(true ; 4), L).
setof((X, Y), (X = 1, Y = 2 ; X = 1, Y = 1), L).
setof(X, member(X, [f(U, b), f(V, c)]), L).
setof(X, fail, L).
forall(p(X), X > 0).
forall(p(X), X > 1).
forall(fail, true).
catch(throw(my), E, true).
catch(throw(my), your, true).
catch(p(X), _, true).
catch((p(X), X > 1, throw(found(X))), found(Y), true).
catch(throw(_), E, true).
catch(catch(throw(a), b, true), a, X = outer).
catch(catch(throw(a), a, throw(b)), b, X = rethrown).
catch((X = 1, throw(x)), x, true).
catch(true, _, fail), X = 1.
catch(fail, _, true).
catch((member(X, [1,2,3]), X > 1, !, throw(got(X))), got(Y), true).
catch(number_codes(X, "3 4"), error(syntax_error(_), _), true).
catch(member(X, [1,2]), E, true), X > 1, throw(late).
catch(call(1), error(type_error(T, C), _), true).
throw(foo(X)).
throw(error(type_error(integer, a), ctx)).
X is 2 + 3.
X is 2 * 3 - 4.
X is 7 // 2.
X is -7 // 2.
X is 7 mod -2.
X is -7 mod 2.
X is -7 rem 2.
X is 7 rem -2.
X is -(7).
X is - 7.
X is +(7).
X is 2 ** 3.0.
X is 2.0 ** 3.
X is 2 ^ 10.
X is 2 ^ -1.
X is 1 ^ -1.
X is -1 ^ 3.
X is 2.0 ^ 2.
X is 7 / 2.
X is 7 / 2.0.
X is 1 / 0.
X is 1 / 0.0.
X is 1 // 0.
X is 1 mod 0.
X is 1 rem 0.
X is foo.
X is foo + 1.
X is foo(1).
X is "a".
X is "ab".
X is a.
X is Y + 1.
X is 1 + a.
X is 1.5 // 2.
X is 1.5 mod 2.
X is abs(-3).
X is abs(-3.5).
X is sign(-3).
X is sign(2.5).
X is min(2, 3).
X is max(2, 3).
X is max(2, 3.0).
X is min(2, 1.5).
X is sqrt(4).
X is sqrt(-1).
X is log(0).
X is log(2.718281828459045).
X is exp(0).
X is sin(0).
X is cos(0).
X is atan(1.0).
X is atan2(1, 2).
X is acos(2).
X is truncate(2.7).
X is truncate(-2.7).
X is integer(2.5).
X is round(2.5).
X is round(-2.5).
X is ceiling(2.1).
X is ceiling(-2.1).
X is floor(2.7).
X is floor(-2.7).
X is float(3).
X is float_integer_part(2.7).
X is float_fractional_part(2.5).
X is 5 /\ 3.
X is 5 \/ 3.
X is xor(5, 3).
X is \ 5.
X is 1 << 10.
X is 1024 >> 3.
X is -1 >> 1.
X is 1.0 << 2.
X is 123456789 * 987654.
X is 10 - 2 - 3.
X is 2 + 3 * 4.
X is (2 + 3) * 4.
X is pi.
X is e.
X is 3.0.
X is 1.0e10.
X is gcd(12, 18).
X is msb(1000).
3 is 1 + 2.
4 is 1 + 2.
3.0 is 1 + 2.
1 =:= 1.0.
1 == 1.0.
1 < 2.
2 < 1.
1.0 =< 1.
1 =\= 2.
a < 1.
X < 1.
1 + 1 =:= 2.
1 + 1 > 1.5.
X = f(X, Y), fail.
f(X, b) = f(a, Y).
f(X) = g(X).
f(X, Y) = f(Y, a).
a \= b.
X \= a.
f(X) \= f(a).
unify_with_occurs_check(X, f(X)).
unify_with_occurs_check(X, f(Y)).
unify_with_occurs_check(f(X, Y), f(Y, g(X))).
X == X.
X == Y.
f(X) == f(X).
f(X) == f(Y).
a \== b.
a @< b.
b @< a.
1 @< a.
1.0 @< 1.
1 @< 1.0.
f(a) @< g.
f(b) @< g(a).
f(a, b) @< g(a).
X @< 1.
"a" @< f(x).
compare(O, 1, 2).
compare(O, b, a).
compare(O, f(x), f(x)).
compare(O, 1, 1.0).
compare(O, 2, 1.0).
compare(O, f(a, b), g(a)).
compare(O, X, 1).
compare(<, 1, 2).
compare(=, 1, 2).
compare(foo, 1, 2).
compare(1, 1, 2).
var(X).
var(a).
X = 1, var(X).
nonvar(f(X)).
atom(a).
atom([]).
atom(1).
atom("a").
atom(f(x)).
number(1).
number(1.0).
number(a).
integer(1).
integer(1.0).
float(1.0).
float(1).
atomic(a).
atomic(f(x)).
compound(f(x)).
compound([a]).
compound([]).
compound(a).
callable(a).
callable(f(x)).
callable(1).
callable(X).
is_list([a]).
is_list([a|b]).
is_list([a|X]).
ground(f(a)).
ground(f(X)).
functor(f(a, b), N, A).
functor(a, N, A).
functor(1.5, N, A).
functor([a], N, 2).
functor(X, f, 3).
functor(X, f, 0).
functor(X, 1, 0).
functor(X, 1.5, 1).
functor(X, f(a), 1).
functor(X, f, -1).
functor(X, f, a).
functor(X, N, 3).
functor(X, f, A).
functor(f(a), f, 2).
arg(1, f(a, b), X).
arg(2, f(a, b), X).
arg(3, f(a, b), X).
arg(0, f(a, b), X).
arg(N, f(a, b), X).
arg(N, f(a, b, a), a).
arg(1, a, X).
arg(1, X, a).
arg(a, f(b), X).
arg(-1, f(b), X).
arg(1, 3, X).
f(a, b) =.. L.
a =.. L.
1 =.. L.
X =.. [f, a, b].
X =.. [a].
X =.. [1].
X =.. [1.5, a].
X =.. [f(a), b].
X =.. [].
X =.. Y.
X =.. [f|Y].
X =.. [Y, a].
X =.. foo.
X =.. [f, a|b].
f(a) =.. [f|X].
f(a) =.. [g|X].
copy_term(f(X, Y, X), Z).
copy_term(a, b).
copy_term(X, 3).
copy_term(f(X, a), f(b, Y)).
term_variables(f(X, g(Y), X), L).
term_variables(a, L).
term_variables(f(X, Y), [A|B]).
term_variables(f(X), foo).
subsumes_term(f(X), f(a)).
subsumes_term(f(a), f(X)).
subsumes_term(f(X, X), f(a, b)).
atom_length(hello, N).
atom_length('', N).
atom_length(X, N).
atom_length(12, N).
atom_length(f(x), N).
atom_length(hello, a).
atom_length(hello, -1).
atom_length(hello, 5).
atom_concat(abc, def, X).
atom_concat(X, def, abcdef).
atom_concat(abc, X, abcdef).
atom_concat(X, Y, ab).
atom_concat(X, Y, Z).
atom_concat(X, b, Z).
atom_concat(f(x), b, Z).
atom_concat(a, 1, X).
sub_atom(hello, 1, 3, A, S).
sub_atom(hello, B, 2, A, S).
sub_atom(hello, B, L, A, ll).
sub_atom(hello, B, L, 0, S).
sub_atom(ab, B, L, A, S).
sub_atom(hello, 4, 3, A, S).
sub_atom(X, B, 2, A, S).
sub_atom(f(x), B, 2, A, S).
sub_atom(hello, a, 2, A, S).
sub_atom(hello, B, L, A, f(x)).
sub_atom(hello, B, 1, A, l).
sub_atom(hello, -1, 2, A, S).
sub_atom(aaa, B, L, A, aa).
sub_atom(hello, B, L, A, xyz).
sub_atom(hello, B, L, 2, S).
sub_atom(hello, 2, L, A, S).
sub_atom(hello, B, 5, A, S).
sub_atom(hello, 1, L, 1, S).
atom_chars(abc, L).
atom_chars(X, [a, b]).
atom_chars([], L).
atom_chars(123, L).
atom_chars(X, ['1', '2']).
atom_chars(X, Y).
atom_chars(X, [a|Y]).
atom_chars(X, [a, f(b)]).
atom_chars(f(x), L).
atom_chars(abc, [a|L]).
atom_chars(X, [a, Y]).
atom_codes(abc, L).
atom_codes(X, "abc").
atom_codes(X, [0'a, b]).
atom_codes(X, Y).
char_code(a, X).
char_code(X, 98).
char_code(X, Y).
char_code(ab, X).
char_code(X, a).
char_code(X, -1).
number_codes(X, "12").
number_codes(X, " 12").
number_codes(X, "1.5e3").
number_codes(X, "0x1F").
number_codes(X, "0'a").
number_codes(X, "foo").
number_codes(X, "3x").
number_codes(X, "-7").
number_codes(X, "- 7").
number_codes(12, L).
number_codes(X, Y).
number_codes(a, L).
number_chars(X, ['4', '2']).
number_chars(X, ['4', a]).
number_chars(42, L).
number_chars(X, [a|Y]).
number_chars(X, ['1', Y]).
number_chars(X, [' ', '1']).
number_chars(X, ['3', ' ']).
number_chars(X, []).
upcase_atom('hello world', X).
number_vars.
assertz(fact(4, four)), fact(4, X).
asserta(fact(0, zero)), fact(X, Y).
retract(fact(1, one)), fact(X, Y).
retract(fact(X, Y)).
retract((rule(X) :- B)).
assertz(counter(0)), retract(counter(X)), Y is X + 1, assertz(counter(Y)), counter(Z).
assertz((rule(X) :- X = 5)), rule(5).
assertz(foo), foo.
assertz((foo :- 4)).
assertz((4 :- foo)).
assertz((foo :- X)), clause(foo, B).
assertz(X).
assertz((X :- true)).
assertz((atom(_) :- true)).
asserta((foo, bar)).
retract((atom(_) :- true)).
retract(X).
retract((4 :- X)).
retract(nothing_here(1)).
clause(rule(X), B).
clause(fact(X, Y), B).
clause(X, B).
clause(4, B).
clause(atom(_), B).
clause(f(x), 5).
clause(no_such_one(X), B).
abolish(foo/a).
abolish(foo/(-1)).
abolish(X).
abolish(foo).
abolish(abolish/1).
abolish(fact/2), fact(X, Y).
queue(X), assertz(queue(3)), fail.
queue(X), retract(queue(2)).
findall(X, (queue(X), assertz(queue(9))), L).
findall(X, (queue(X), retract(queue(2))), L), findall(Y, queue(Y), M).
retract(queue(X)), X == 2.
none(X).
retractall(fact(2, _)), findall(X, fact(X, _), L).
retractall(new_one(_)), new_one(X).
length([a, b, c], N).
length(L, 2).
length([a|L], 3).
length(L, -1).
length(L, a).
length([a|b], N).
length([a, b], 3).
append(X, Y, [1, 2]).
append([a], [b], L).
append(X, [c], [a, b, c]).
append([a|X], Y, [a, b]).
member(X, [a, b, c]).
member(b, [a, b, b]).
member(X, []).
memberchk(b, [a, b]).
memberchk(X, [a, b]).
reverse([1, 2, 3], L).
nth0(1, [a, b, c], X).
nth1(1, [a, b, c], X).
nth0(N, [a, b], X).
nth1(N, [a, b], b).
last([1, 2, 3], X).
msort([c, a, b, a], L).
sort([c, a, b, a], L).
sort([f(b), a, 2, 1.0, Z, "x"], L).
sort([1, 1.0, 2], L).
sort(X, L).
sort([a|X], L).
sort([a|b], L).
sort([b, a], foo).
sort([], L).
keysort([b-1, a-2, b-0, a-1], L).
keysort([a|X], L).
keysort([a], L).
keysort([X], L).
keysort([a-1], [b|X]).
select(b, [a, b, c, b], L).
select(X, [a, b], L).
permutation([1, 2, 3], L).
delete([a, b, a, c], a, L).
subtract([a, b, c], [b], L).
sum_list([1, 2, 3], S).
max_list([1, 5, 3], M).
min_list([4, 2, 8], M).
maplist(succ, [1, 2], L).
maplist(p, [1, 2]).
maplist(p, [1, X]).
exclude(p, [1, 5, 2], L).
succ(X, 4).
succ(3, X).
succ(X, 0).
succ(a, X).
succ(X, Y).
between(1, 3, X).
between(2, 1, X).
between(1, 3, 2).
between(1, 3, 5).
between(1, a, X).
between(X, 3, 2).
between(1, 3, a).
phrase(greeting, [hello, world]).
phrase(greeting, [hello, X]).
phrase(greeting, [hello]).
phrase(greeting, [hello, world, again], R).
phrase(anbn, [a, a, b, b]).
phrase(anbn, [a, b, b]).
phrase(expr(X), "12+30-2").
phrase(digits(D), "42", R).
phrase(look(X), [a, b], R).
phrase(not_a, [b]).
phrase(not_a, [a]).
phrase(if_then(X), [a]).
phrase(if_then(X), [b], R).
phrase(caller, [z]).
phrase(([a], [b] ; [c]), [c]).
phrase([a, b], X).
phrase({X = 1}, []).
phrase([], []).
phrase(!, []).
phrase(X, []).
phrase(3, []).
op(700, xfx, ===>), X = (a ===> b), X =.. L.
op(1201, xfx, foo).
op(-1, xfx, foo).
op(700, foo, bar).
op(700, xfx, ',').
op(X, xfx, foo).
op(700, X, foo).
op(700, xfx, X).
op(a, xfx, foo).
op(700, xfx, [foo|X]).
op(700, 1, foo).
current_op(P, xfx, is).
current_op(P, T, -->).
current_op(200, T, **).
current_op(P, T, no_such_op).
current_op(1201, T, X).
current_op(P, foo, X).
current_op(P, T, 1).
current_op(P, xfy, ',').
set_prolog_flag(no_such_flag, 1).
set_prolog_flag(X, 1).
set_prolog_flag(bounded, true).
set_prolog_flag(1, 1).
current_prolog_flag(no_such_flag, X).
current_prolog_flag(1, X).
current_predicate(p/N).
current_predicate(no_such_thing/N).
current_predicate(foo:bar:baz).
current_predicate(4).
current_predicate(p).
atom_to_term_missing(X).
read_term(user_input, X, foo).
read(no_such_stream, X).
write(no_such_stream, x).
write(X, x).
put_char(X).
put_char(ab).
put_char(1).
nl(no_such_stream).
close(no_such_stream).
close(X).
set_input(X).
set_output(foo).
get_char(X, Y).
get_char(user_output, X).
put_char(user_input, a).
open(X, read, S).
open(f, X, S).
halt(a).
halt(X).
X = "abc", X = [Y|Z].
X = 'hello world'.
X = [a, b|c].
X = {a, b}.
X = - 1, integer(X).
X = -1, integer(X).
X = -(1), integer(X).
X = - (1), Y = X.
X = a:b:c, X = (A:B).
X = (a :- b, c), X = (H :- B).
X = [1, 2, 3], X = [H|T].
X = 0'a.
X = 0' .
X = 0x1F.
X = 0b101.
X = 0o17.
X = "".
X = f(,).
X = (a, b.
X = [a|b|c].
X = 'abc.
X = a b.
X = 1.0e3.
X = 'don''t'.
X = 'a\nb'.
X = 'a\x41\b'.
X = (a , b ; c -> d).
X = \+ a.
X = (- - a).
X = [(a :- b), c].
X = (a = b).
X = * .
X = [-].
X = [- , a].
X = - = - .
X = f(- , a).
X = f(:- , a).
X = 2 - - 1.
X = 2 - 1, Y is X.
X = -a, X =.. L.
X = 1 - 2 - 3, X = A - B.
X = 2 ^ 3 ^ 4, X = A ^ B.
X = 2 ** 3, X =.. L.
X = (a --> b), X =.. L.
X = (:- a), X =.. L.
X = (a , b), X =.. L.
X = [a], X =.. [F|L], F \== '[|]'.
X = '\\'.
X = a- (-1).
X = -(-(1)).
X = - (-1).
X = \ a.
X = @ .
X = f(A, B, _C, _).
p(X), p(Y), X + Y =:= 4.
color(X), color(Y), X @< Y.
X = f(Y), Y = 1.
repeat, !.
G = p(X), G.
G = (p(X), X > 1), call(G).
call((p(X), X > 1, !)), p(Y).
call(','(p(X), X > 2)).
call(;, fail, X = 1).
call((fail ; X = 1)).
X = 1 ; X = 2.
( X = 1 ; X = 2 ), X > 1.
( p(X), X > 1 ; X = 0 ).
\+ ( p(X), X > 3 ).
p(X), \+ X = 1.
not_defined_at_all ; true.
true ; not_defined_at_all.
fail , not_defined_at_all.
findall(X, (member(X, [3, 1, 2]), X \= 1), L).
findall(X-L, bagof(Y, q(X, Y), L), R).
findall(A, (member(X, [1, 2, 3]), (X = 2 -> A = two ; A = other)), L).
catch((p(X), ( X =:= 2 -> throw(two) ; true )), two, X = caught).
catch(findall(X, (p(X), X > 2, throw(oops)), _), oops, true).
catch(atom_length(X, _), error(instantiation_error, _), true).
catch(atom_length(1, a), error(type_error(T, V), _), true).
catch(arg(x, f(a), _), error(E, _), true).
catch(functor(_, foo, -1), error(E, _), true).
catch(number_codes(_, "x"), error(E, _), E = syntax_error(_)).
catch(atom_codes(_, [0'a|_]), error(E, _), true).
catch(X is 1 / 0, error(E, _), true).
catch(X is a + 1, error(E, _), true).
catch(foo(1, 2, 3), error(E, _), true).
catch(assertz((foo :- 1)), error(E, _), true).
catch((p(X), X >= 2, throw(X)), N, M = N).
atom_chars(X, ['0', x, f]), atom(X).
atom_number('12', X).
atom_number(abc, X).
atom_number('0x1A', X).
atom_number('3.5', X).
atom_number(X, 5).
number_vars(X).
copy_term([X, Y, X], [A, B, C]), A == C.
X = f(_, _), copy_term(X, Y).
sort(0, @>=, [1, 3, 2, 3], L).
sort(0, @>, [1, 3, 2, 3], L).
sort(1, @<, [f(2), f(1), f(2)], L).
list_to_set([a, b, a], S).
sumlist([1, 2], S).
nb_setval(k, 1), nb_getval(k, X).
X = point{x: 1}.
term_to_atom(f(X, b), A), atom(A).
term_to_atom(T, 'foo(X, bar)').
term_to_atom(1 + 2, A).
X = "a\x41\b", atom_codes(A, X).
atom_codes(A, [0'h, 0'i]), atom_length(A, L).
X is 5 rdiv 2.
X is 2 ** 3.
X is 2 ** 3 ** 2.
X is 9007199254740993 + 0.0.
X is 10 ** 20.
X is 3 / 2 * 2.
X is max(1, 1.0).
X is min(1, 1.0).
X is truncate(1.0e20).
X is round(0.5).
X is 7 mod 3 + 7 rem -3.
X is cot(1.0).
X is ceiling(1).
X is abs(a).
X is - a.
X is 1 + "b".
X == 1, Y = 2.
catch((X = 1 ; throw(a)), a, X = 2).
catch((member(X, [1, 2]), X > 1, throw(b(X))), b(Y), (Y > 1)).
catch(catch(throw(a), E, throw(b)), b, true).
catch((catch(member(X, [1,2,3]), _, true), X >= 2, throw(c)), c, X = done).
findall(X, catch(member(X, [1, 2]), _, true), L).
findall(X-Y, (member(X, [1, 2]), (member(Y, [a, b]), ! ; Y = c)), L).
G = (member(X, [1, 2, 3]), X > 1), once(G).
forall(member(X, [1, 2]), (X > 0, \+ X = 3)).
bagof(X-Y, member(X-Y, [1-a, 2-b]), L).
bagof(X, member(X-Y, [1-A, 2-B, 3-A]), L).
setof(X-L, setof(Y, member(X-Y, [b-1, a-2, b-0]), L), R).
bagof(X, (member(X, [1, 2]), Y = 1), L).
(bagof(X, member(X, []), L) ; L = none).
setof(K-V, member(K-V, [2-a, 1-b, 2-a]), [H|T]).
X = f(A, B, A), copy_term(X, Y), Y = f(1, 2, Z).
A = f(X), B = f(Y), A = B, X = 1.
f(X, Y, Z) = f(Y, Z, 1).
[X|Y] = [1], Y == [].
X = point(1, 2), X =.. [_|Args].
functor(T, point, 2), arg(1, T, x).
atom_chars(X, ['4', '2']), atom(X).
number_codes(X, "0b11").
number_codes(X, "1e5").
number_codes(X, "1.0e").
number_codes(X, "+5").
number_codes(X, "\n5").
number_codes(X, "/**/5").
atom_chars(A, ['\n']), atom_length(A, 1).
sub_atom(abcde, B, 2, A, Sub), B > 1.
sub_atom(abc, B, L, A, S), L > 1.
atom_concat(X, X, abab).
atom_concat(a, X, b).
atom_length(L, 3).
asserta(z1(1)), assertz(z1(2)), findall(X, z1(X), L).
assertz(z2(1)), assertz(z2(2)), (z2(X), assertz(z2(3)), fail ; findall(X, z2(X), L)).
assertz(z3(1)), assertz(z3(2)), assertz(z3(3)), (retract(z3(X)), X >= 2, ! ; true), findall(Y, z3(Y), L).
assertz((z4(X) :- X > 1, write(x))), clause(z4(A), B).
assertz((z5(X) :- (X = 1 ; X = 2))), findall(X, z5(X), L).
assertz((z6 :- !, fail)), assertz(z6), \+ z6.
assertz((z7(X) :- ( X > 0 -> true ; fail ))), z7(1).
retract((p(X) :- true)).
assertz((p(4) :- true)).
assertz(p(4)).
asserta((atom_length(_, _) :- true)).
clause(p(X), true).
clause(ancestor(X, Y), B).
clause(append(_, _, _), B).
abolish(p/1).
current_op(P, T, mod).
current_op(P, T, dynamic).
op(200, xfy, &), X = (a & b & c), X = (P & Q).
op(0, xfx, =>), true.
op(700, xfx, ===), X = (a === b).
op(9, fx, #), X = # 1.
op(200, xf, !!), X = 1 !!.
op(30, xfy, []).
op(30, xfy, {}).
op(1200, xfx, '|').
op(30, xfy, '|').
X = [a|[]].
X = '[]'.
X = {}.
X = '{}'(a).
X = [].
X = 'a b c'.
X = 0'\n.
X = 0'\\.
X = 'a''b'.
X = a+b*c-d.
X = (a:-b,c;d->e).
X = 1-(-1).
X = - - 1.
X = \+ (a,b).
X = [(a,b)].
X = f((a:-b)).
X = f(;).
X = (;).
X = ! .
X = (a;b).
X = f(!).
X = -(2)^2.
X = -2^2.
X = (-2)^2.
X = - 2^2.
X = 1.5e300*10.
X = 1.0e-10.
X = 123456789.0.
X = 100000000000000000000.
X = f(_).
call((G = 1, G == 1)).
call(call, call, true).
call((!, fail ; true)).
call((fail ; true), x).
call(1, 2).
call(foo:bar).
call([]).
call((p(X), !, p(Y))).
\+ (!, fail).
(p(X) -> p(Y)).
(p(X), fail ; q(X, 1)).
p(X), p(Y), X < Y, !.
(X = 1 -> Y = 2 ; Y = 3), Z = Y.
(X == 1 -> Y = 2 ; X = 1 -> Y = 3 ; Y = 4).
( \+ p(4) -> X = no ; X = yes ).
keysort([c-1, a-2, b-3, a-1], L).
sort([c, B, 1, f(x), "s", 2.0, a], L).
sort([f(2), f(1), g(0), f(1, 1)], L).
msort([b, 1, a, 2.0], L).
compare(X, f(1), 1).
X @> 1.
f(a) @> f(1).
phrase((a, b), L).
phrase(digits(X), "12a", R).
phrase(([X], [Y]), [1, 2]).
phrase(\+ [a], [b], R).
phrase((digits(X), !), "12", R).
phrase(expr(X), "1-2-3").
read_term(X, []).
peek_char(X).
get_char(C), C == end_of_file.
at_end_of_stream.
current_output(S), nonvar(S).
put_char(user_output, X).
nl(X).
write_term(X, foo).
write_term(a, [quoted(true)|X]).
write_term(a, [quoted(maybe)]).
write_term(a, [foo]).
throw(X).
catch(throw(f(X, Y, X)), f(A, B, C), true).
subsumes_term(f(X, Y), f(a, b)).
subsumes_term(f(X, b), f(a, Y)).
term_variables(f(X, g(Y, X), Z), [A|B]).
unify_with_occurs_check(f(X), f(f(X))).
X = f(Y), unify_with_occurs_check(X, f(a)).
succ_or_fail(X).
between(3, 1, X).
between(1, inf, X), X > 3, !.
nth0(X, [a, b], b).
nth1(0, [a], X).
last([], X).
reverse([a|X], [b, a]).
sum_list([], X).
max_list([], X).
append([1, 2], X, [1, 2, 3]).
append(X, [3], [1, 2, 3]).
member(X, [A, B]), X == B.
select(b, [a, b, c], X, Y).
select(X, [1, 2], Y), Y = [Z].
permutation([1, 2], X).
exclude([X]>>(X > 1), [1, 2], L).
msort([], X).
length([a|b], X).
length(a, X).
copy_term(X-Y, Y-X).
char_code(X, 0'a).
char_code(a, 0'b).
atom_codes(X, [-1]).
atom_chars(X, [ab]).
number_chars(X, ['1', a]).
number_chars(X, [1]).
number_chars(X, ['0', 'x', 'f']).
halt(foo).
set_prolog_flag(double_quotes, foo).
set_prolog_flag(double_quotes, X).
set_prolog_flag(unknown, fail), no_such_pred(1).
current_prolog_flag(bounded, X).
current_prolog_flag(max_integer, X), integer(X).
