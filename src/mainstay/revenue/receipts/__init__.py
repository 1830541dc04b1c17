"""Receipts: money that arrived, from payers with their remittances and from patients."""
