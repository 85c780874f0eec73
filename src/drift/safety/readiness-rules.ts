import type { SafetyRule } from './safety-rule.ts';

/** What ChatGPT, or any OAuth 2.1 connector, needs of a tenant's settings (OpenAI "Authentication"; MCP "Authorization"). */
export const tenantReadiness: readonly SafetyRule[] = [
  {
    path: 'resourceParameterProfile',
    isUnsafe: (profile) => profile !== 'compatibility',
    safe: 'compatibility',
    severity: 'high',
    why: 'ChatGPT names the API with `resource` (RFC 8707): without this its tokens are for nobody.',
    mended: { resourceParameterProfile: 'compatibility' },
  },
  {
    path: 'authorizationResponseIssParameterSupported',
    isUnsafe: (supported) => supported !== true,
    safe: true,
    severity: 'medium',
    why: 'Without `iss` in authorization responses (RFC 9207) ChatGPT uses a callback URL of its own for each connector.',
    mended: { authorizationResponseIssParameterSupported: true },
  },
];

/** What it needs of an API. */
export const apiReadiness: readonly SafetyRule[] = [
  {
    path: 'allowOfflineAccess',
    isUnsafe: (allowed) => allowed !== true,
    safe: true,
    severity: 'medium',
    why: 'A connector gets no refresh token: people have to link it again and again.',
    mended: { allowOfflineAccess: true },
  },
];
