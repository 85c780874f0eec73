import { describe, expect, test } from 'vitest';
import {
  brokerMode,
  chatgptRedirectUri,
  guideRegistration,
  postJson,
  registryMode,
  testedConnector,
} from '../../support/stand-ins/connector.ts';

describe.each([registryMode, brokerMode])(
  '$mode registers nobody, and asks Auth0 nothing, for',
  (registration) => {
    test.each([
      ['a script', 'javascript:alert(document.domain)'],
      ['data', 'data:text/html,<script>alert(1)</script>'],
      ['a user name', 'https://chatgpt.com@evil.example/connector_platform_oauth_redirect'],
      ['a user name before the right host', 'https://x@chatgpt.com/connector_platform_oauth_redirect'],
      ['a wildcard in the host', 'https://*.chatgpt.com/connector_platform_oauth_redirect'],
      ['a wildcard in the path', 'https://chatgpt.com/*'],
      ['a host in mixed case', 'https://ChatGPT.com/connector_platform_oauth_redirect'],
      ['a scheme in upper case', 'HTTPS://chatgpt.com/connector_platform_oauth_redirect'],
      ['a host with a final dot', 'https://chatgpt.com./connector_platform_oauth_redirect'],
      ['all of these', 'HTTPS://ChatGPT.com.'],
      ['a look-alike in punycode', 'https://xn--chatgt-3nf.com/connector_platform_oauth_redirect'],
      ['a look-alike in Cyrillic', 'https://chatgрt.com/connector_platform_oauth_redirect'],
      ['backslashes', 'https:\\\\chatgpt.com\\connector_platform_oauth_redirect'],
      ['a backslash before another host', 'https://evil.example\\@chatgpt.com/'],
      ['an encoded slash', 'https://chatgpt.com%2fconnector_platform_oauth_redirect'],
      ['a path that goes up', 'https://chatgpt.com/x/../connector_platform_oauth_redirect'],
      ['a path that goes up, encoded', 'https://chatgpt.com/x/%2e%2e/connector_platform_oauth_redirect'],
      ['a port', 'https://chatgpt.com:8443/connector_platform_oauth_redirect'],
      ['the port of https', 'https://chatgpt.com:443/connector_platform_oauth_redirect'],
      ['a fragment', `${chatgptRedirectUri}#x`],
      ['an empty fragment', `${chatgptRedirectUri}#`],
      ['a query', `${chatgptRedirectUri}?next=https://evil.example`],
      ['a final slash', `${chatgptRedirectUri}/`],
      ['a line break', `${chatgptRedirectUri}\n`],
      ['plain http', 'http://chatgpt.com/connector_platform_oauth_redirect'],
    ])('%s', async (_case, redirectUri) => {
      const connector = testedConnector({ registration });
      const response = await connector.send(
        '/register',
        postJson({ ...guideRegistration, redirect_uris: [chatgptRedirectUri, redirectUri] }),
      );

      expect([response.status, await response.json()]).toEqual([
        400,
        { error: 'invalid_redirect_uri', error_description: 'redirect_uris.1: is not on the allow-list' },
      ]);
      expect(connector.events).toMatchObject([{ outcome: 'refused', error: 'invalid_redirect_uri' }]);
      expect(connector.events[0]).not.toHaveProperty('clientId');
    });
  },
);
