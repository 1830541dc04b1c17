"""Shared references of a practice: who provides care and who pays for it."""
