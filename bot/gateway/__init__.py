"""Where guests' words arrive and replies leave: inbox → turns → outgoing, notices, transcripts.

What was said is understood in Rasa, and worded in `templates`; neither happens here. The door is `app.build`.
"""
