"""What happens when things break, measured on real servers of this machine: `make test-faults` prints the table."""
