"""What every hotel system must be able to say and do, in hotel words: models, errors, capabilities, protocol, outcomes.

Knows no vendor, no database and no conversation. The doors are `models.py`, `errors.py` and `protocol.py`.
"""
