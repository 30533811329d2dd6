"""The policy of a call, without I/O: which rung next, what helps, and what came of it."""
