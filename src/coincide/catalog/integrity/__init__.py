"""Nothing is lost, and nothing changes in silence.

seal            a digest of the database, so that no changed bit goes unnoticed
examine         reads every row, and says all that is wrong
journal         what people said as lines of text
journal_file    the file of these lines
journal_writer  keeps that file with the database
digest          one digest for all that people said, and proofs that a label is under it
restore         makes a lost database again from the journal
"""
