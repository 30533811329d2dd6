"""Whether a request fits a model: windows, estimates and what follows from them."""
