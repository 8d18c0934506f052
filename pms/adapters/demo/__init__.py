"""A small hotel that really exists, in our own database: rooms, rates, guests, and a door that two guests can race for.

It plays the vendor: its tables are its own, and what it knows reaches the rest only through the contract.
The door is `adapter.py`.
"""
