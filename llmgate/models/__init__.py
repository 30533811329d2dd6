"""The file's models with the environment's values in them."""
