/**
 * The option of a resource that Auth0 has once, whoever makes it: a part of another one, or what is taken over where it is there
 * already. Replaced in Pulumi's own order (`pulumi up --replace`), it is made, which finds the old one, and then deleted with that.
 */
export const deleteFirst = { deleteBeforeReplace: true } as const;
