"""Refreshing the price book: an adapter for each provider, fetching apart from parsing, and a gate."""
