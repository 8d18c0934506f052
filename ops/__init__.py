"""What keeps the program running: setting up, benchmarks, load. Nothing here is imported by the program's rooms."""
