/** For answers that are data and never pages (OWASP, "REST Security Cheat Sheet"). */
export function securityHeaders(resourceUrl: string): Record<string, string> {
  return {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(resourceUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
  };
}
