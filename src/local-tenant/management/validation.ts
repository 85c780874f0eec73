import * as z from 'zod';
import { isSecret } from '../../text/redaction.ts';
import { ManagementError } from './errors.ts';

/**
 * A string in one of the API's named formats, refused with the format's name.
 *
 * @param description what the property is, where Auth0 says so in its refusal
 */
export function format(name: string, matches: (text: string) => boolean, description?: string): z.ZodString {
  return z.string().refine(matches, { params: { format: name, description } });
}

/** A JSON object whose inside Auth0 does not check, or this tenant has no use for. */
export const jsonObject = z.record(z.string(), z.unknown());

/** Refuses an object that has too few or too many properties. */
export function propertyCount({
  minimum = 0,
  maximum = Infinity,
}: {
  readonly minimum?: number;
  readonly maximum?: number;
}): z.core.CheckFn<object> {
  return ({ value, issues }) => {
    const count = Object.keys(value).length;
    const issue = { origin: 'object', inclusive: true, input: value };
    if (count < minimum) issues.push({ ...issue, code: 'too_small', minimum });
    if (count > maximum) issues.push({ ...issue, code: 'too_big', maximum });
  };
}

/** Checks a request's body; what is wrong is said in Auth0's words. */
export function parseBody<Body>(schema: z.ZodType<Body>, body: unknown): Body {
  return parse(schema, body, 'Payload', 'invalid_body');
}

/** Checks a request's query string. */
export function parseQuery<Query>(schema: z.ZodType<Query>, query: unknown): Query {
  return parse(schema, query, 'Query', 'invalid_query_string');
}

/** Checks the parameters of a request's path. */
export function parsePath<Params>(schema: z.ZodType<Params>, params: unknown): Params {
  return parse(schema, params, 'Path', 'invalid_uri');
}

function parse<Value>(schema: z.ZodType<Value>, value: unknown, part: string, errorCode: string): Value {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const issue = innermost(result.error.issues);
  const { message, path } = describe(issue);
  const description =
    issue.code === 'custom' ? (issue.params?.['description'] as string | undefined) : undefined;
  const about = description === undefined ? '' : ` (${description})`;
  const where = path.length === 0 ? '' : ` on property ${propertyPath(path)}${about}`;
  throw new ManagementError(400, `${part} validation error: '${message}'${where}.`, errorCode);
}

/** Within a union, the branch that came nearest says best what is wrong. */
function innermost(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const issue = issues[0];
  if (issue === undefined) throw new TypeError('a refusal without an issue');
  if (issue.code !== 'invalid_union') return issue;
  const nearest = issue.errors.toSorted((a, b) => (b[0]?.path.length ?? 0) - (a[0]?.path.length ?? 0))[0];
  if (nearest?.[0] === undefined) return issue;
  return { ...innermost(nearest), path: [...issue.path, ...innermost(nearest).path] };
}

/** The words are those of z-schema, the validator that Auth0 answers with. */
function describe(issue: z.core.$ZodIssue): {
  readonly message: string;
  readonly path: readonly PropertyKey[];
} {
  const { path, input } = issue;
  if (input === undefined && path.length > 0) {
    return { message: `Missing required property: ${String(path.at(-1))}`, path: path.slice(0, -1) };
  }
  // A refusal is logged, and shown on the tenant's page.
  const shown = isSecret(String(path.at(-1)), input)
    ? '*****'
    : typeof input === 'string'
      ? input
      : JSON.stringify(input);
  return { message: messageOf(issue, shown), path };
}

function messageOf(issue: z.core.$ZodIssue, input: string): string {
  switch (issue.code) {
    case 'invalid_type':
      return `Expected type ${schemaType(issue.expected)} but found type ${typeOf(issue.input)}`;
    case 'unrecognized_keys':
      return `Additional properties not allowed: ${issue.keys.join(',')}`;
    case 'invalid_value':
      return `No enum match for: ${input}`;
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_format':
      return issue.format === 'regex'
        ? `String does not match pattern ${String(issue.pattern).replaceAll(/^\/|\/\w*$/g, '')}: ${input}`
        : `Object didn't pass validation for format ${issue.format}: ${input}`;
    case 'custom':
      return `Object didn't pass validation for format ${String(issue.params?.['format'])}: ${input}`;
    case 'invalid_union':
      return "Data does not match any schemas from 'anyOf'";
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
      return issue.message;
    default:
      return issue satisfies never;
  }
}

function tooSmall({ input, minimum }: z.core.$ZodIssueTooSmall): string {
  if (typeof input === 'string') return `String is too short (${input.length} chars), minimum ${minimum}`;
  if (Array.isArray(input)) return `Array is too short (${input.length}), minimum ${minimum}`;
  if (isObject(input)) {
    return `Too few properties defined (${Object.keys(input).length}), minimum ${minimum}`;
  }
  return `Value ${JSON.stringify(input)} is less than minimum ${minimum}`;
}

function tooBig({ input, maximum }: z.core.$ZodIssueTooBig): string {
  if (typeof input === 'string') return `String is too long (${input.length} chars), maximum ${maximum}`;
  if (Array.isArray(input)) return `Array is too long (${input.length}), maximum ${maximum}`;
  if (isObject(input)) {
    return `Too many properties defined (${Object.keys(input).length}), maximum ${maximum}`;
  }
  return `Value ${JSON.stringify(input)} is greater than maximum ${maximum}`;
}

function isObject(input: unknown): input is object {
  return typeof input === 'object' && input !== null;
}

function schemaType(expected: string): string {
  if (expected === 'int') return 'integer';
  return expected === 'record' ? 'object' : expected;
}

function typeOf(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'array';
  if (Number.isInteger(input)) return 'integer';
  return typeof input;
}

function propertyPath(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
