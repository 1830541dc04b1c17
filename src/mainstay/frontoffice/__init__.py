"""Before and around the visit: patients and what covers them."""
