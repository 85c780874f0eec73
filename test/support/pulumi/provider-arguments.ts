import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const provider = dirname(createRequire(import.meta.url).resolve('@pulumi/auth0/package.json'));

/** An argument of a resource, or a member of one. */
export interface ProviderArgument {
  readonly name: string;
  /** The interface in `types/input.d.ts` of an object or of the items of a list. */
  readonly members?: string;
}

/** Every argument that `@pulumi/auth0` declares for a resource type. */
export function argumentsOf(token: string): readonly ProviderArgument[] {
  const [, path = ''] = token.split(':');
  const [, file = ''] = path.split('/');
  return interfaceMembers(`${file}.d.ts`, `${token.split(':')[2]}Args`);
}

/** Every member of an object type. */
export function membersOf(inputType: string): readonly ProviderArgument[] {
  return interfaceMembers('types/input.d.ts', inputType);
}

function interfaceMembers(file: string, name: string): readonly ProviderArgument[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(provider, file), 'utf8'),
    ts.ScriptTarget.ES2022,
  );
  const found = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  );
  if (found === undefined) throw new Error(`${file} has no interface ${name}`);
  return found.members.filter(ts.isPropertySignature).map((member) => {
    const members = /inputs\.(\w+)/.exec(member.type?.getText(source) ?? '')?.[1];
    return { name: member.name.getText(source), ...(members !== undefined && { members }) };
  });
}
