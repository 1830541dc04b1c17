"""What was done and its price: encounters, the order of their payers, and charges.

Money hangs on charges. The same services are never charged twice: a corrected, resent or
secondary 837 finds its encounter by patient and lines.
"""
