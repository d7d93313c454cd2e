% Naive reverse of 30 numbers takes 496 inferences: the usual measure of a Prolog's speed.

reverse_often(0) :- !.
reverse_often(N) :- numlist(1, 30, List), backwards(List, _), M is N - 1, reverse_often(M).

backwards([], []).
backwards([Item|List], Reversed) :- backwards(List, Rest), join(Rest, [Item], Reversed).

join([], List, List).
join([Item|List], Other, [Item|Joined]) :- join(List, Other, Joined).
