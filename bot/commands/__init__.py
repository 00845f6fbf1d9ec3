"""Commands of the command line that have a room of their own; `bot.__main__` lists them."""
