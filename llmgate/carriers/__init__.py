"""Who carries a request to the vendor: implementations of `llmgate.transport`."""
