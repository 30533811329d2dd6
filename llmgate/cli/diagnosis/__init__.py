"""What ``llmgate doctor`` looks at, each as data; nothing here shows a credential's value."""
