"""Files in and out: deliveries, what each file turned out to be, and its way to the books.

A *delivery* is one arrival of a file under some name; a *file* is its content, kept once; a *part*
is what of it goes to one kind of work (claims, acknowledgements, remittances, patient payments),
applied in the practice's one lane.
"""
