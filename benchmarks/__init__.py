"""What a call through the gate costs, side by side with the bare call that it makes."""
