"""What the bot does for a guest: one flat module per errand, called by Rasa through `action_endpoint`.

No words for guests live here (they are in the catalog) and no vendor is known here (the front desk knows them).
The door is `app.executor()`; `slots`, `wishes` and `outcomes` are pure, `context` is a turn as the actions see it.
"""
