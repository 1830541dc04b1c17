"""What happens around every request: the gate, sessions, headers, tracing."""
