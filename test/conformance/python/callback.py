"""The redirect URI of a client in Python."""

import asyncio
import os
from urllib.parse import parse_qsl, urlsplit

redirect_uri = os.environ["REDIRECT_URI"]


async def redirected():
    """What the redirect URI is called with next."""
    answered = asyncio.get_running_loop().create_future()

    async def answer(reader, writer):
        target = (await reader.readline()).split()[1].decode()
        answered.set_result(dict(parse_qsl(urlsplit(target).query)))
        writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", urlsplit(redirect_uri).port):
        return await answered
