"""The `api` channel: one POST takes a guest's message and answers with the bot's replies. For integrators and load tests.

The wire's shape is `wire.py`; the routes are `routes.py`. Tokens are made and checked elsewhere.
"""
