/** DER of one element (X.690, section 8.1). */
function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const length =
    content.length < 0x80
      ? [content.length]
      : [0x82, Math.floor(content.length / 0x100), content.length % 0x100];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const [objectId, integer, sequence, set, context0] = [0x06, 0x02, 0x30, 0x31, 0xa0] as const;
const pkcs7 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
const data = element(objectId, Uint8Array.from([...pkcs7, 1]));
const signedData = element(objectId, Uint8Array.from([...pkcs7, 2]));

/**
 * A certificate in a PKCS #7 file that signs nothing (RFC 2315, section 9.1), PEM.
 *
 * @param certificate DER, shorter than 64 KiB
 */
export function certificatesOnly(certificate: Uint8Array): string {
  const signed = element(
    sequence,
    element(integer, Uint8Array.of(1)),
    element(set),
    element(sequence, data),
    element(context0, certificate),
    element(set),
  );
  const text = element(sequence, signedData, element(context0, signed)).toString('base64');
  return `-----BEGIN PKCS7-----\n${(text.match(/.{1,64}/g) ?? []).join('\n')}\n-----END PKCS7-----\n`;
}
