% Reads terms from a file and writes each twice, quoted and canonical, with a tab between.
:- set_prolog_flag(double_quotes, codes).
run(File) :-
    set_stream(user_output, encoding(utf8)),
    open(File, read, S, [encoding(utf8)]), terms(S), close(S).
terms(S) :-
    catch(read(S, T), _, T = '$unreadable'),
    ( T == end_of_file -> true ; writeq(T), put_char('\t'), write_canonical(T), nl, terms(S) ).
