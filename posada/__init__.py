"""The program: command line, the assembly of processes, the starter. Imports every room and is imported by none.

`cli.py` is the door.
"""
