"""Receipts: money that arrived, from payers with their remittances and from patients.

Others use ``csv`` (recognises and reads payments files), ``services.patient_payments`` (the lane and
a listener), ``services.from_payers`` and ``events.PatientPaid``.
"""
