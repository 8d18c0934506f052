"""Tests against a hotel system that really runs; `make test-live` only."""
