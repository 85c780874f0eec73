"""What a linked client does: a word of the command line is a tool to call, or a number of seconds to wait."""

import asyncio
import json
import sys

resource_url, *words = sys.argv[1:]


async def call(call_tool):
    """Prints each tool's answer, one a line, in JSON: the structured content, or else the texts."""
    for word in words:
        if word.isdigit():
            await asyncio.sleep(int(word))
        else:
            print(json.dumps(await call_tool(word)), flush=True)
