"""QloApps 1.6.1 as a hotel system, driven as a running one was seen to answer, not as its manual says.

What its web service can do, what it does wrongly and what each installation may do otherwise stands in `README.md`.
The door is `adapter.py`.
"""
