"""Pages of oversight: the month on one page, and who owes us."""
