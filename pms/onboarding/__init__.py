"""A hotel system comes into an installation: its address tried, its answers looked at, its settings written.

Knows every vendor only through the contract. Books nothing. The door for people is `cli.py`, for programs `checkup.py`.
"""
