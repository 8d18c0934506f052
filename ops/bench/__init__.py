"""`make bench`: one scripted booking against ours and against stock Rasa in the same run.

`run.py` is the door. `dialogue.py` is what the guests say, `ours.py` and `stock.py` start the two systems, `load.py` measures,
`report.py` prints. Everything listens on this machine only, and only processes that were started here are ended.
"""
