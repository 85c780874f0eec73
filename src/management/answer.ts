import { z } from 'zod';
import type { ManagementClient, Query } from './management-client.ts';
import { type FailedRequest, ManagementError } from './management-error.ts';

/** What an answer has to be before anybody judges it; checks, and changes nothing. */
export type Shape<Content> = z.ZodType<Content>;

/** The request that was answered; its path is relative to `/api/v2`. */
type Answered = Pick<FailedRequest, 'domain' | 'method' | 'path'>;

/** Members of answers, as shapes name them. Auth0 leaves out what was never set, and shows null for what was cleared. */
export const member = {
  /** Under it something is to be found again. */
  id: z.string().min(1),
  text: z.string().nullish(),
  texts: z.array(z.string()).nullish(),
  flag: z.boolean().nullish(),
  number: z.number().nullish(),
  object: z.record(z.string(), z.unknown()).nullish(),
} as const;

/** A JSON object with these members, and any others. */
export const objectOf = z.looseObject;

/**
 * The answer, held to its shape.
 *
 * @throws {ManagementError} `invalid_answer` when it is anything else; the message names the member, and no value
 */
export function answerAs<Content>(
  answer: unknown,
  shape: Shape<Content>,
  { domain, method, path }: Answered,
): Content {
  const checked = shape.safeParse(answer);
  if (checked.success) return answer as Content;
  throw new ManagementError({
    method,
    path: `/api/v2${path}`,
    domain,
    errorCode: 'invalid_answer',
    reason: faultOf(checked.error.issues[0]),
  });
}

function faultOf(issue: z.core.$ZodIssue | undefined): string {
  const path = issue?.path.map(String).join('.') ?? '';
  if (path === '') return 'The answer is not of the kind that was asked for';
  const isAbsent = issue?.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return isAbsent ? `The answer has no "${path}"` : `"${path}" in the answer is not what it should be`;
}

/**
 * The answer to a `GET`, held to its shape.
 *
 * @param path relative to `/api/v2`
 * @throws {ManagementError} also when the answer is anything else
 */
export async function getAs<Content>(
  client: Pick<ManagementClient, 'domain' | 'get'>,
  shape: Shape<Content>,
  path: string,
  query?: Query,
): Promise<Content> {
  const answer = await client.get(path, query);
  return answerAs(answer, shape, { domain: client.domain, method: 'GET', path });
}
