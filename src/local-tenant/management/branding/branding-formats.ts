import { format } from '../validation.ts';

/** A colour as HTML has it, of six digits. */
export const htmlColor = format('html-color', (text) => /^#[0-9a-fA-F]{6}$/.test(text));

/** An absolute https URL. */
export const strictHttpsUrl = format('strict-https-uri-or-null', (text) => /^https:\/\/[^\s/]/.test(text));
