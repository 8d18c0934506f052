"""The conversation: understanding (nlu), Rasa's extension points (rasa), the gateway and the guests' channels.

Nothing of a hotel system and no reply's words live here. The doors are `bot.gateway.app` and `bot.nlu`.
"""
