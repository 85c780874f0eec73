/** A sentence to go on with: what follows it brings the full stop. */
export const withoutStop = (text: string): string => text.replace(/\.$/, '');
