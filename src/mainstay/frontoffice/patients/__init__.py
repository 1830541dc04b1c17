"""Patients: who is treated, under which ids the files know them."""
