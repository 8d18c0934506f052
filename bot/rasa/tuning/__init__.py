"""Rasa's own work made cheaper, one measure per module, each giving the results of the code it replaces.

Every measure holds for Rasa 3.6.21 only; `bot/rasa/tune.py` is the door and checks the version.
"""
