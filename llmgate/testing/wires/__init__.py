"""The vendors' wires: what each one's requests, answers, streams and errors look like."""
