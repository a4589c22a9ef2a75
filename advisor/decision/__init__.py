"""The decision: pure Python on frozen dataclasses, without Django."""
