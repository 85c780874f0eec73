import { z } from 'zod';
import { distinct } from '../web-address.ts';

/** A connection that somebody else made, and whose people log in too. */
export interface JoinedConnection {
  readonly name: string;
  /** It is promoted to domain level; without it, it stays as it is. */
  readonly isDomainConnection?: true;
}

/** The name of the users' database that the program makes. */
export const ownDatabase = 'omnichat-users';

/** Auth0's rule for names of connections (Auth0 Management API, "Create a connection", `name`). */
const name = z
  .string({
    error: ({ input }) => (input === undefined ? 'is missing.' : 'is not a text. Put it in quotes.'),
  })
  .max(128, 'is longer than the 128 characters that Auth0 takes.')
  .regex(
    /^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/,
    'is no name of a connection. Write it as Auth0 shows it, such as google-oauth2; the title on its button is another thing.',
  )
  .refine(
    (written) => written !== ownDatabase,
    'is the database that the program makes: omnichat:ownUsers is about that. Remove it.',
  );

const row = z.strictObject(
  {
    name,
    isDomainConnection: z
      .literal(true, 'is not true. Write true, or leave it out: what nobody promotes stays as it is.')
      .exactOptional(),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has ${issue.keys.join(', ')}, which no row has. Write name and isDomainConnection alone.`
        : 'is no connection. Write its name, or a row with name and isDomainConnection.',
  },
);

/** The setting `omnichat:connections`: names of connections, and rows of those that are to be promoted. */
export const connectionsSetting = distinct(
  z.unknown().transform((written, context): JoinedConnection => {
    const parsed = typeof written === 'string' ? name.safeParse(written) : row.safeParse(written);
    if (parsed.success) return typeof parsed.data === 'string' ? { name: parsed.data } : parsed.data;
    for (const { path, message } of parsed.error.issues)
      context.addIssue({ code: 'custom', path: [...path], message });
    return z.NEVER;
  }),
  (connection) => (connection as Partial<JoinedConnection> | null)?.name,
);
