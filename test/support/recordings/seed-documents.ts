import type { PhoneProvider, PhoneTemplate } from '../../../src/local-tenant/state/entities/branding.ts';
import type { EmailProvider } from '../../../src/local-tenant/state/entities/emails.ts';
import type { Documents, Transaction } from '../../../src/local-tenant/state/store.ts';
import { isFields } from './recorded-ids.ts';
import { idOf, itemsOf } from './recorded-lists.ts';
import type { Exchange } from './recording.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Gives the tenant the recorded one's settings, as they first appear. */
export function seedDocuments(transaction: Transaction, exchanges: readonly Exchange[]): void {
  const first = (path: string): Fields | undefined =>
    exchanges
      .filter((exchange) => exchange.path === path && exchange.status === 200)
      // What a PATCH answers has more than what a GET does.
      .toSorted((a, b) => Number(b.method === 'GET') - Number(a.method === 'GET'))
      .map(({ answer }) => answer)
      .find(isFields);
  const settings = first('/tenants/settings');
  if (settings) {
    const { flags, ...rest } = settings;
    // Auth0 answers a PATCH with these two flags, and a GET without.
    const kept = Object.entries(flags ?? {}).filter(([flag]) => !/^(cannot_change_)?enforce_/.test(flag));
    const document = {
      ...withoutDefaults(rest, exchanges),
      ...leftAlone(exchanges),
      flags: Object.fromEntries(kept),
    };
    transaction.setDocument('settings', document as unknown as Documents['settings']);
  }
  if (exchanges.some(({ path, status }) => path === '/clients/cimd/register' && status < 300)) {
    const { settings: held } = transaction.documents;
    transaction.setDocument('settings', { ...held, client_id_metadata_document_supported: true });
  }
  const branding = first('/branding');
  if (branding) {
    const { colors, ...rest } = branding;
    transaction.setDocument('branding', { settings: rest });
    const { settings: held } = transaction.documents;
    if (isFields(colors)) transaction.setDocument('settings', { ...held, universal_login: { colors } });
  }
  transaction.setDocument('guardian', guardianSettings(exchanges));
  const listed = (path: string): readonly unknown[] => {
    const earliest = exchanges.find((exchange) => exchange.path === path);
    return itemsOf(earliest?.method === 'GET' ? earliest.answer : []).filter((item) => idOf(item) !== '');
  };
  const [caller] = listed('/branding/phone/providers') as readonly PhoneProvider[];
  transaction.setDocument('branding', {
    ...transaction.documents.branding,
    ...(caller && { phone_provider: caller }),
    phone_templates: listed('/branding/phone/templates') as readonly PhoneTemplate[],
  });
  const provider = exchanges.find(
    ({ path, status }) => /^\/emails\/provider(\?|$)/.test(path) && status < 300,
  );
  if (provider?.method === 'GET' && isFields(provider.answer))
    transaction.setDocument('emails', { provider: provider.answer as unknown as EmailProvider });
  const prompts = first('/prompts');
  if (prompts) transaction.setDocument('prompts', prompts as unknown as Documents['prompts']);
  const before = transaction.documents.attackProtection;
  const protections = Object.entries(before).map(([name, protection]) => [
    name,
    first(`/attack-protection/${name}`) ?? (protection as unknown),
  ]);
  transaction.setDocument('attackProtection', Object.fromEntries(protections) as typeof before);
}

/** What was read of factors before it was put. */
function guardianSettings(exchanges: readonly Exchange[]): Fields {
  const firsts = new Map<string, Exchange>();
  for (const exchange of exchanges) {
    if (/^\/(guardian|prompts\/mfa-push)/.test(exchange.path) && !firsts.has(exchange.path))
      firsts.set(exchange.path, exchange);
  }
  return Object.fromEntries(
    [...firsts.values()]
      .filter(
        ({ method, status, path }) => method === 'GET' && status === 200 && path !== '/guardian/factors',
      )
      // Where nothing is set, nothing is read.
      .filter(({ answer }) => JSON.stringify(answer) !== '{}')
      .map(({ path, answer }) => [path.replace('/sms/', '/phone/'), answer]),
  );
}

/** What a tenant had before that a recording begins to change its settings, and that a later change may take away. */
function leftAlone(exchanges: readonly Exchange[]): Fields {
  const earliest = exchanges.find(({ path, status }) => path === '/tenants/settings' && status === 200);
  if (earliest?.method !== 'PATCH' || !isFields(earliest.answer) || !isFields(earliest.body)) return {};
  const names = new Set([...Object.keys(earliest.body), 'flags', 'universal_login']);
  return Object.fromEntries(Object.entries(earliest.answer).filter(([name]) => !names.has(name)));
}

/** What a tenant holds of its settings: a GET also shows defaults, which a PATCH does not. */
function withoutDefaults(settings: Fields, exchanges: readonly Exchange[]): Fields {
  const patch = exchanges.find(({ method, path }) => method === 'PATCH' && path === '/tenants/settings');
  const defaults = new Set(['resource_parameter_profile', 'client_id_metadata_document_supported']);
  const isDefault = (name: string): boolean =>
    name === 'sandbox_versions_available' ||
    (defaults.has(name) && isFields(patch?.answer) && !(name in patch.answer));
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !isDefault(name)));
}
