"""Do you need Kubernetes? A decision advisor."""
