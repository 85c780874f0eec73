import { type Answer, type Answering, key } from '../tenants/in-process-tenant.ts';

/** What may come instead of an answer of Auth0's, made of the one that was right; undefined where it would be right too. */
export const malformedAnswers: Readonly<Record<string, (right: Answer) => Answer | undefined>> = {
  'nothing, with 200': () => ({ status: 200, text: '' }),
  'nothing, with 204': () => ({ status: 204, text: '' }),
  null: () => ({ status: 200, text: 'null' }),
  '{}': () => ({ status: 200, text: '{}' }),
  '[]': (right) => (right.text.startsWith('[') ? undefined : { status: 200, text: '[]' }),
  '[null]': () => ({ status: 200, text: '[null]' }),
  '[{}]': () => ({ status: 200, text: '[{}]' }),
  'a text': () => ({ status: 200, text: '"str"' }),
  'a number': () => ({ status: 200, text: '42' }),
  true: () => ({ status: 200, text: 'true' }),
  'a page': () => ({ status: 200, text: '<html>Welcome</html>' }),
  'half of it': ({ text }) => ({ status: 200, text: text.slice(0, text.length / 2) }),
  'an error, with 200': () => ({ status: 200, text: '{"statusCode":403,"error":"Forbidden","message":"x"}' }),
  'it, wrapped': ({ text }) => ({ status: 200, text: `{"data":${text}}` }),
  'lists of nothing': (right) => withLists(right, () => [null]),
  'lists of texts': (right) => withLists(right, ([first]) => (typeof first === 'object' ? ['str'] : [null])),
  'lists of empty objects': (right) => withLists(right, () => [{}]),
  'objects for lists': (right) => withLists(right, (list) => Object.fromEntries(list.entries())),
  'numbers for texts': (right) => withTexts(right, () => 7),
  'a redirect': () => ({ status: 302, text: '' }),
  '400 {}': () => ({ status: 400, text: '{}' }),
  '401 {}': () => ({ status: 401, text: '{}' }),
  "a firewall's 403": () => ({ status: 403, text: '<html>Blocked</html>' }),
  '403 {}': () => ({ status: 403, text: '{}' }),
  '403 without a scope': () => ({
    status: 403,
    text: '{"statusCode":403,"error":"Forbidden","message":"Access denied."}',
  }),
  '404 {}': () => ({ status: 404, text: '{}' }),
  "a proxy's 404": () => ({ status: 404, text: '<html>Not here</html>' }),
  '429': () => ({ status: 429, text: '{"error":"Too Many Requests","errorCode":"too_many_requests"}' }),
  '500': () => ({ status: 500, text: '' }),
};

/** Answers as `answering` does, and notes each answer under its key. */
export const recording =
  (answering: Answering, into: Map<string, Answer>): Answering =>
  async (asked) => {
    const answer = await answering(asked);
    into.set(key(asked), answer);
    return answer;
  };

/**
 * Every request with every answer that is none; told all at once, so that a kind is seen as a kind.
 *
 * @param right what a healthy tenant answers, by what was asked
 * @param judge undefined where a malformed answer was seen for what it is, else what became of it
 */
export async function judgedBadly(
  right: ReadonlyMap<string, Answer>,
  answerWith: (answering: Answering) => void,
  judge: () => Promise<string | undefined>,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [spoilt, answer] of right) {
    for (const [name, malformed] of Object.entries(malformedAnswers)) {
      const instead = malformed(answer);
      if (instead === undefined) continue;
      answerWith((asked) => (key(asked) === spoilt ? instead : (right.get(key(asked)) ?? notThere)));
      const fault = await judge().catch((error: unknown) => `threw ${String(error)}`);
      if (fault !== undefined) faults.push(`${spoilt}: ${name}: ${fault}`);
    }
  }
  return faults;
}

const notThere = { status: 404, text: '{"statusCode":404,"error":"Not Found","message":"x"}' };

function withLists({ text }: Answer, spoilt: (list: readonly unknown[]) => unknown): Answer | undefined {
  const right: unknown = JSON.parse(text);
  if (Array.isArray(right)) return { status: 200, text: JSON.stringify(spoilt(right)) };
  const lists = Object.entries(right as object).filter(([, member]) => Array.isArray(member));
  if (lists.length === 0) return undefined;
  const members = lists.map(([name, list]) => [name, spoilt(list as readonly unknown[])]);
  return { status: 200, text: JSON.stringify({ ...(right as object), ...Object.fromEntries(members) }) };
}

function withTexts({ text }: Answer, spoilt: () => unknown): Answer | undefined {
  const spoil = (_name: string, member: unknown) => (typeof member === 'string' ? spoilt() : member);
  const changed = JSON.stringify(JSON.parse(text), spoil);
  return changed === text ? undefined : { status: 200, text: changed };
}
