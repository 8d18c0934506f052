"""`make understanding` and `make compare`: what is understood, measured on `tests/understanding`, as a page for people.

`run.py` is the door. `ours.py` reads with our own model, `rivals.py` and `diet.py` with libraries and with Rasa's default pipeline,
each in an environment of its own; `figures.py` counts, `page.py` and `pictures.py` write. Nothing here is part of the program.
"""
