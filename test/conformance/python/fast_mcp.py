"""Links an account with FastMCP's client, which opens a browser. CLIENT is what it is told of a predefined application, in JSON."""

import asyncio
import json
import os
from urllib.parse import urlsplit

from fastmcp import Client
from fastmcp.client.auth import OAuth

from callback import redirect_uri
from calls import call, resource_url


async def main():
    auth = OAuth(callback_port=urlsplit(redirect_uri).port, **json.loads(os.environ.get("CLIENT", "{}")))
    async with Client(resource_url, auth=auth) as client:

        async def call_tool(name):
            result = await client.call_tool(name, {}, raise_on_error=False)
            return result.structured_content or [block.text for block in result.content]

        await call(call_tool)


asyncio.run(main())
