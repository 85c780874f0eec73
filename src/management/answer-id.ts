import { type FailedRequest, ManagementError } from './management-error.ts';

/** The request that was answered; its path is relative to `/api/v2`. */
type Answered = Pick<FailedRequest, 'domain' | 'method' | 'path'>;

/**
 * The id in an answer, under which what was answered is to be found again.
 *
 * @throws {ManagementError} when the answer has none
 */
export function idIn(answer: unknown, name: string, { domain, method, path }: Answered): string {
  const id =
    typeof answer === 'object' && answer !== null
      ? (answer as Readonly<Record<string, unknown>>)[name]
      : undefined;
  if (typeof id === 'string' && id !== '') return id;
  throw new ManagementError({
    method,
    path: `/api/v2${path}`,
    domain,
    errorCode: 'invalid_answer',
    reason: `The answer has no "${name}"`,
  });
}
