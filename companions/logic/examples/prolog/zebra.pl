% Five houses in a row, each with a color, a nation, a pet, a drink and a smoke: who owns the zebra, who drinks water?

zebra(Owner, Drinker) :-
    Houses = [h(_, norwegian, _, _, _), _, h(_, _, _, milk, _), _, _],
    member(h(red, english, _, _, _), Houses),
    member(h(green, _, _, coffee, _), Houses),
    member(h(_, spanish, dog, _, _), Houses),
    member(h(_, ukrainian, _, tea, _), Houses),
    next(h(ivory, _, _, _, _), h(green, _, _, _, _), Houses),
    member(h(_, _, snails, _, winston), Houses),
    member(h(yellow, _, _, _, kools), Houses),
    beside(h(_, _, _, _, chesterfield), h(_, _, fox, _, _), Houses),
    beside(h(_, _, _, _, kools), h(_, _, horse, _, _), Houses),
    member(h(_, _, _, juice, luckystrike), Houses),
    member(h(_, japanese, _, _, parliament), Houses),
    beside(h(_, norwegian, _, _, _), h(blue, _, _, _, _), Houses),
    member(h(_, Owner, zebra, _, _), Houses),
    member(h(_, Drinker, _, water, _), Houses).

next(Left, Right, [Left, Right|_]).
next(Left, Right, [_|Houses]) :- next(Left, Right, Houses).

beside(One, Other, Houses) :- next(One, Other, Houses) ; next(Other, One, Houses).
