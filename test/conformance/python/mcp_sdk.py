"""Links an account with MCP's Python SDK, of 1.x or 2.x. CLIENT is what it is told of a predefined application, in JSON."""

import asyncio
import json
import os
from contextlib import asynccontextmanager

import mcp
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientInformationFull, OAuthClientMetadata

from callback import redirect_uri, redirected
from calls import call, resource_url

is_version_1 = not hasattr(mcp, "Client")
if is_version_1:
    from httpx import AsyncClient
else:
    from httpx2 import AsyncClient
    from mcp.shared.auth import AuthorizationCodeResult

metadata = {"client_name": "A client in Python", "redirect_uris": [redirect_uri]}
predefined = os.environ.get("CLIENT")


class Memory:
    tokens = None
    client = OAuthClientInformationFull(**metadata, **json.loads(predefined)) if predefined else None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


async def show(link):
    print(link, flush=True)


async def answer_to_link():
    query = await redirected()
    return (query["code"], query["state"]) if is_version_1 else AuthorizationCodeResult(**query)


@asynccontextmanager
async def connected(transport):
    if is_version_1:
        async with transport as (read, write, _), mcp.ClientSession(read, write) as session:
            await session.initialize()
            yield session
    else:
        async with mcp.Client(transport) as client:
            yield client


async def main():
    auth = OAuthClientProvider(resource_url, OAuthClientMetadata(**metadata), Memory(), show, answer_to_link)
    async with (
        AsyncClient(auth=auth, timeout=30) as http,
        connected(streamable_http_client(resource_url, http_client=http)) as client,
    ):

        async def call_tool(name):
            result = (await client.call_tool(name, {})).model_dump(mode="json", by_alias=True)
            return result["structuredContent"] or [block["text"] for block in result["content"]]

        await call(call_tool)


asyncio.run(main())
