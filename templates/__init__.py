"""Everything the hotel says to guests: named replies, in YAML, per language and category.

Not here: the staff console's pages (console/pages), and any decision about what to say (actions name the reply).
The door is `replies.py`.
"""
