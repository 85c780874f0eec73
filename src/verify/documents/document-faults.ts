import { answered, type Exchange, answeredObject } from '../exchange.ts';

/** Why an answer is no metadata document: 200, `application/json` and an object (RFC 8414 §3.2, RFC 9728 §3.2). */
export function documentFaults(answer: Exchange): readonly string[] {
  if (answer.status !== 200) return [answered(answer)];
  const type = answer.headers.get('content-type') ?? 'no content type';
  return [
    ...(/^application\/json\s*(;|$)/i.test(type) ? [] : [`${answer.url} is ${type}, not application/json`]),
    ...(answeredObject(answer) === undefined ? [`${answer.url} is no JSON object`] : []),
  ];
}
