"""The child process: a sheet as JSON comes in, its picture as PNG goes out."""

import json
import sys

from bot.drawing.canvas import drawn

if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(json.load(sys.stdin.buffer)))
