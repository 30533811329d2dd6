"""Keys and other secrets: where they come from, how long they last, and what never shows them."""
