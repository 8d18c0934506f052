"""Rasa's extension points: input channel, tracker store, reply client, tuning, and the way it is started.

Runs inside Rasa's own environment (Python 3.10), except `wire.py` and `records.py`, which run anywhere. `light.py` is the door.
"""
