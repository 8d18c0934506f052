"""Checks that run inside Rasa's own Python, each printing `ok <name>`; tests/bot/rasa/test_tuning.py starts them."""
