/** An id and a secret as `client_secret_basic` sends them, without the scheme (RFC 6749 §2.3.1). */
export function basicCredentials(clientId: string, clientSecret: string): string {
  return Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64');
}

/** A text as it stands in a form (`application/x-www-form-urlencoded`). */
export const formEncoded = (text: string): string =>
  new URLSearchParams({ text }).toString().slice('text='.length);
