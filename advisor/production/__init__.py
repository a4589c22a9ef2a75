"""What production needs around the pages: kept responses, limits, health, logs and metrics."""
