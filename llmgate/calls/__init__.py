"""One call as the caller made it, and its request for one rung."""
