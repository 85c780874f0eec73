/**
 * The code of the Action that lets nobody have a scope of an API without multi-factor authentication. Sources: Auth0, "Configure Step-up
 * Authentication for APIs"; "Actions Triggers: post-login", Event Object and API Object.
 *
 * A login that asks for the scope asks for another factor. Where nobody can be asked, because a refresh token is exchanged or the
 * login did not ask for the scope, the token goes without it. A session with a second factor has it.
 */
export const stepUpCode = (apiIdentifier: string, scope: string): string =>
  `const protectedApi = ${JSON.stringify(apiIdentifier)};
const protectedScope = ${JSON.stringify(scope)};

exports.onExecutePostLogin = async (event, api) => {
  if (event.resource_server?.identifier !== protectedApi) return;
  const methods = event.authentication?.methods ?? [];
  if (methods.some(({ name }) => name === 'mfa')) return;
  const { protocol, requested_scopes: requested = [] } = event.transaction ?? {};
  if (protocol !== 'oauth2-refresh-token' && requested.includes(protectedScope)) {
    api.multifactor.enable('any', { allowRememberBrowser: false });
  } else {
    api.accessToken.removeScope(protectedScope);
  }
};
`;
