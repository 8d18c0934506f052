"""Understanding one message: pure parsers over one reading of the text, and the thin Rasa components around them.

Nothing here knows a hotel's rooms or prices, asks a clock, or speaks to a guest. The door is `understand.py`;
it runs inside Rasa (Python 3.10) and is tested without it.
"""
