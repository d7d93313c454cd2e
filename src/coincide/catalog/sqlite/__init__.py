"""The database below the nouns.

schema         the tables
columns        column types that bring values back exactly
migrations     numbered steps to the newest version
programs       what a database runs by itself, none but ours
connect        opening SQLite for one writer and many readers
database       an open database: transactions, and what goes with each
whole_numbers  columns of whole numbers, millions at once
changes        the edition, and whether something was written since
"""
