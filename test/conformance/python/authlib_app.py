"""Gets a token with authlib's client for web frameworks, and prints its scope. CLIENT is the application, in JSON; the issuer is the argument."""

import asyncio
import json
import os
import sys

from authlib.integrations.starlette_client import OAuth

from callback import redirect_uri, redirected

issuer, resource = sys.argv[1:]


async def main():
    client = OAuth().register(
        "omnichat",
        server_metadata_url=f"{issuer}.well-known/openid-configuration",
        client_kwargs={"scope": "files:read", "code_challenge_method": "S256"},
        **json.loads(os.environ["CLIENT"]),
    )
    request = await client.create_authorization_url(redirect_uri, resource=resource)
    print(request["url"], flush=True)
    query = await redirected()
    token = await client.fetch_access_token(redirect_uri, code=query["code"], code_verifier=request["code_verifier"])
    print(json.dumps(token["scope"]))


asyncio.run(main())
