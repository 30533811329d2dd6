"""A vendor's answer made OpenAI's: plain, or chunk by chunk."""
