"""The staff's room: sign-in, roles, and the pages on which staff read what was said and why.

It reads the conversation through `bot.gateway.transcripts` and the hotel system's calls through `pms.audit`, and
writes only its own tables. The door is `console.app`: `blueprints(deps)`.
"""
