"""Payers: who pays, under which ids the files name them, and which of them are one and the same."""
