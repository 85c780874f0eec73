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
  text: `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 24rem; margin: 10vh auto; padding: 0 1rem; }
label { display: block; margin-top: 1rem; }
input { box-sizing: border-box; width: 100%; padding: 0.5rem; font: inherit; }
button { margin-top: 1.5rem; padding: 0.5rem 1rem; font: inherit; }
[role='alert'] { border-left: 0.25rem solid #c00; padding-left: 0.75rem; overflow-wrap: anywhere; }`,
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
