"""The history as EDI: 837P, 999, 277CA, TA1 and 835, built from what the simulator knows."""
