import { apiScopes } from '../../infra/tenant.ts';

/** A scope of the OmniChat API, demanded route by route. */
export type ApiScope = (typeof apiScopes)[number]['name'];

/** All of them, for `scopes_supported` (RFC 9728 §2). */
export const API_SCOPES: readonly ApiScope[] = apiScopes.map(({ name }) => name);
