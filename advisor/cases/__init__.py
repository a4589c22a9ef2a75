"""Published cases: what organisations said that they run, and what would be advised. Pure Python, without Django."""
