"""Measurements: speed and memory, printed by `./mainstay bench`. Never part of the tests."""
