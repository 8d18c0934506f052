"""The hotel systems: one contract, one door for the conversation, a folder per vendor, and writes that are never lost.

The door is `front_desk.py`. No sentence a guest reads lives here, and nothing of Rasa or the channels.
"""
