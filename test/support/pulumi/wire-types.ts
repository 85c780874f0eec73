import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A property of one of the types under comparison, as TypeScript knows it. */
interface TypedProperty {
  readonly name: string;
  readonly type: TypedObject | undefined;
}

/** An object type's properties; those of every member of a union, and of a list's items. */
export type TypedObject = () => readonly TypedProperty[];

/**
 * Resolves type expressions of `@pulumi/auth0` and Auth0's SDK, as the compiler sees them: neither was written here.
 *
 * @param expressions by name; `auth0` and `Management` are the two packages, `Unwrap` is Pulumi's
 */
export function typesOf<Name extends string>(
  expressions: Readonly<Record<Name, string>>,
): Readonly<Record<Name, TypedObject>> {
  const file = `${root}test/support/wire-types-under-test.ts`;
  const source = [
    `import type * as auth0 from '@pulumi/auth0';`,
    `import type { Unwrap } from '@pulumi/pulumi';`,
    `import type { Management } from 'auth0';`,
    ...Object.entries(expressions).map(
      ([name, expression]) => `export type ${name} = ${String(expression)};`,
    ),
  ].join('\n');
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, language) =>
    name === file ? ts.createSourceFile(name, source, language) : getSourceFile(name, language);
  const program = ts.createProgram([file], options, host);
  const checker = program.getTypeChecker();
  const module = program.getSourceFile(file);
  const symbol = module && checker.getSymbolAtLocation(module);
  if (symbol === undefined) throw new Error('the types under test were not read');

  const objectOf = (type: ts.Type): TypedObject | undefined => {
    const members = (type.isUnion() ? type.types : [type]).flatMap((member) =>
      checker.isArrayType(member) ? checker.getTypeArguments(member as ts.TypeReference) : [member],
    );
    const objects = members.filter(
      (member) =>
        (member.flags & ts.TypeFlags.Object) !== 0 && checker.getIndexInfosOfType(member).length === 0,
    );
    if (objects.length === 0) return undefined;
    return () =>
      objects.flatMap((object) =>
        checker.getPropertiesOfType(object).map((property) => ({
          name: property.getName(),
          type: objectOf(checker.getNonNullableType(checker.getTypeOfSymbol(property))),
        })),
      );
  };
  return Object.fromEntries(
    checker.getExportsOfModule(symbol).map((exported) => {
      const resolved = objectOf(checker.getDeclaredTypeOfSymbol(exported));
      if (resolved === undefined) throw new Error(`${exported.getName()} is no object type`);
      return [exported.getName(), resolved];
    }),
  ) as Record<Name, TypedObject>;
}
