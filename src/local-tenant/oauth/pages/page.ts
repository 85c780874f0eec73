/** A piece of HTML in which everything from outside is escaped. */
export interface Html {
  readonly text: string;
}

/** Composes HTML: strings are escaped, pieces and lists of pieces are taken as they are. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | Html | readonly Html[])[]
): Html {
  const text = parts.map((part, index) => part + rendered(values[index] ?? '')).join('');
  return { text };
}

/** A whole page without script and without anything to load; `more` styles it further. */
export function page(title: string, content: Html, more: Html = html``): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${style} ${more}
        </style>
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html> `;
}

const style: Html = {
  text: `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --accent: #3730a3; --on-accent: #fff; --alert: #b3001b; --line: color-mix(in srgb, currentColor 45%, transparent); }
@media (prefers-color-scheme: dark) { :root { --accent: #c7d2fe; --on-accent: #1e1b4b; --alert: #ff8a80; } }
body { margin: 0; }
main { max-width: 24rem; margin: 8vh auto; padding: 0.5rem 1rem; overflow-wrap: anywhere; }
@media (min-width: 30rem) { main { padding: 1rem 2rem 1.75rem; border: 1px solid var(--line); border-radius: 0.75rem; } }
h1 { font-size: 1.6rem; line-height: 1.25; }
li { margin: 0.25rem 0; }
label { display: block; margin: 1rem 0 0.4rem; font-weight: 600; }
input { box-sizing: border-box; width: 100%; min-height: 2.75rem; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 0.4rem; font: inherit; }
button { min-height: 2.75rem; margin: 1.5rem 0.5rem 0 0; padding: 0.5rem 1.25rem; border: 1px solid var(--line); border-radius: 0.4rem; background: none; color: inherit; font: inherit; cursor: pointer; }
button:first-of-type { border-color: transparent; background: var(--accent); color: var(--on-accent); font-weight: 600; }
:focus-visible { outline: 0.2rem solid var(--accent); outline-offset: 0.15rem; }
[aria-invalid='true'] { border-color: var(--alert); }
[role='alert'] { border-left: 0.25rem solid var(--alert); padding-left: 0.75rem; }`,
};

function rendered(value: string | Html | readonly Html[]): string {
  if (typeof value === 'string') return escaped(value);
  return 'text' in value ? value.text : value.map((piece) => piece.text).join('');
}

function escaped(value: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return value.replaceAll(/[&<>"']/gu, (character) => entities[character] ?? character);
}
