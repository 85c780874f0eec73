import type { LogEntry } from '../log/request-log.ts';
import { html, page, type Html } from '../oauth/pages/page.ts';
import type { ReadableCollections } from '../state/collections.ts';
import type { Client } from '../state/entities/applications.ts';

/** What the page shows. No secret is on it. */
export interface Overview {
  readonly domain: string;
  readonly read: ReadableCollections;
  /** The latest last. */
  readonly log: readonly LogEntry[];
}

const mostRequests = 50;
const mostRows = 200;

/** The page at a tenant's root: what it holds, who registered itself, and what was asked of it lately. */
export function overviewPage({ domain, read, log }: Overview): Html {
  const clients = [...read.clients.values()].filter(({ global }) => global !== true);
  const names = new Map(clients.map(({ client_id: id, name }) => [id, name]));
  const roles = new Map([...read.roles.values()].map(({ id, name }) => [id, name]));
  return page(
    `Tenant ${domain}`,
    html`<h1>Tenant ${domain}</h1>
      <p>An Auth0 tenant on this machine.</p>
      ${table(
        'Applications',
        ['Name', 'Client ID', 'Type', 'Grants'],
        clients.filter((client) => !isRegistered(client)).map(applicationRow),
      )}
      ${table(
        'Registered by themselves',
        ['Name', 'Client ID', 'Type', 'Grants'],
        clients.filter(isRegistered).map(applicationRow),
      )}
      ${table(
        'APIs',
        ['Name', 'Identifier', 'Scopes'],
        [...read.resourceServers.values()].map((api) => [
          api.name,
          api.identifier,
          api.is_system === true ? 'of Auth0' : (api.scopes ?? []).map(({ value }) => value).join(' '),
        ]),
      )}
      ${table(
        'Grants',
        ['Application', 'API', 'For', 'Scopes'],
        [...read.clientGrants.values()].map((grant) => [
          names.get(grant.client_id ?? '') ?? grant.client_id ?? 'third-party applications',
          grant.audience,
          grant.subject_type === 'user' ? 'people' : 'itself',
          grant.allow_all_scopes === true ? 'all' : counted(grant.scope ?? []),
        ]),
      )}
      ${table(
        'Users',
        ['E-mail', 'Connection', 'Roles'],
        [...read.users.values()].map((user) => [
          user.email,
          user.connection,
          user.role_ids.map((id) => roles.get(id) ?? id).join(', '),
        ]),
      )}
      ${table(
        'Last requests',
        ['Time', 'Request', 'Status', 'Application', 'Explanation'],
        log
          .slice(-mostRequests)
          .toReversed()
          .map(({ date, method, path, status, clientId = '', explanation = '' }) => [
            date.slice(11, 19),
            `${method} ${path}`,
            String(status),
            names.get(clientId) ?? clientId,
            explanation,
          ]),
      )}`,
    wide,
  );
}

/** Through dynamic registration, or with a metadata document of its own. Source: Auth0, "Dynamic Client Registration". */
const isRegistered = (client: Client) =>
  !client.is_first_party && client.external_metadata_created_by !== 'admin';

const applicationRow = (client: Client) => [
  client.name,
  client.client_id,
  client.app_type ?? '',
  client.grant_types.join(' '),
];

const counted = (scopes: readonly string[]) =>
  scopes.length > 12 ? `${scopes.length} scopes` : scopes.join(' ');

/** Each cell bears its column's name, which stands beside it where the screen has no room for columns. */
function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): Html {
  const head = html`<thead>
    <tr>
      ${columns.map((column) => html`<th scope="col">${column}</th>`)}
    </tr>
  </thead>`;
  const body = rows.slice(0, mostRows).map(
    (cells) =>
      html`<tr>
        ${cells.map(
          (cell, at) =>
            html`<td class="${cell.length <= 16 ? 'short' : ''}" data-column="${columns[at] ?? ''}">
              ${cell}
            </td>`,
        )}
      </tr>`,
  );
  const more = rows.length > mostRows ? html`<p>And ${String(rows.length - mostRows)} more.</p>` : html``;
  return html`<section>
    <h2>${title} <small>${String(rows.length)}</small></h2>
    ${
      rows.length === 0
        ? html`<p>None.</p>`
        : html`<table>
            ${head}
            <tbody>
              ${body}
            </tbody>
          </table>`
    }${more}
  </section>`;
}

const wide: Html = {
  text: `main { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; border: 0; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.1rem; }
small { font-weight: normal; opacity: 0.7; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.3rem 0.75rem 0.3rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { opacity: 0.7; font-weight: normal; }
th, .short { white-space: nowrap; }
@media (max-width: 40rem) {
  thead { position: absolute; clip-path: inset(50%); }
  tr { display: block; padding: 0.5rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
  td { display: block; padding: 0.1rem 0; border: 0; }
  td:empty { display: none; }
  td::before { content: attr(data-column) ': '; opacity: 0.7; }
}`,
};
