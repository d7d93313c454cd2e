% Eight queens on a board, none on another's row, column or diagonal; a solution is the row of each column's queen.

queens(N, Queens) :- numlist(1, N, Rows), place(Rows, [], Queens).

place([], Queens, Queens).
place(Rows, Placed, Queens) :-
    select(Row, Rows, Rest),
    safe(Placed, Row, 1),
    place(Rest, [Row|Placed], Queens).

safe([], _, _).
safe([Other|Placed], Row, Distance) :-
    Row =\= Other + Distance,
    Row =\= Other - Distance,
    Further is Distance + 1,
    safe(Placed, Row, Further).
