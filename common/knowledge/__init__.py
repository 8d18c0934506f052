"""What a hotel says of itself: facts about the house, and its own questions with answers.

Staff edit both in the console; the actions answer guests with them. The hotels' file gives the facts to begin with.
"""
