"""The cost of every alternative: pure Python, without Django."""
