import ts from 'typescript';

/** One way in which a source file names another module. */
interface ModuleReference {
  /** As written; nothing where it is computed. */
  readonly specifier: string | undefined;
  /** Whether it is gone when the types are. */
  readonly typeOnly: boolean;
}

export interface SourceFacts {
  /** Imports, re-exports, `import()` as expression and as type, and `require()`. */
  readonly references: readonly ModuleReference[];
  /** Uses of the console, and of the process's exit. */
  readonly effects: readonly string[];
  /** Texts, and the parts of templates between what is put in. */
  readonly texts: readonly string[];
  /** The names that it defines for others; what it hands on from elsewhere is none. */
  readonly exports: readonly string[];
}

const known = new Map<string, SourceFacts>();

/** What a TypeScript source refers to, read from its syntax, once: text in comments and strings is no reference. */
export function sourceFacts(source: string): SourceFacts {
  const facts = known.get(source) ?? readFacts(source);
  known.set(source, facts);
  return facts;
}

function readFacts(source: string): SourceFacts {
  const references: ModuleReference[] = [];
  const effects: string[] = [];
  const texts: string[] = [];
  const exported: string[] = [];
  const visit = (node: ts.Node): void => {
    const reference = referenceOf(node);
    if (reference !== undefined) references.push(reference);
    if (ts.isIdentifier(node) && node.text === 'console') effects.push('console');
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const use = `${node.expression.text}.${node.name.text}`;
      if (/^process\.exit(Code)?$/.test(use)) effects.push(use);
    }
    if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) texts.push(node.text);
    if (ts.isSourceFile(node)) exported.push(...node.statements.flatMap(exportedNames));
    node.forEachChild(visit);
  };
  const { ES2022: languageVersion } = ts.ScriptTarget;
  const { ParseNone: jsDocParsingMode } = ts.JSDocParsingMode;
  visit(ts.createSourceFile('source.ts', source, { languageVersion, jsDocParsingMode }));
  return { references, effects, texts, exports: [...new Set(exported)] };
}

function referenceOf(node: ts.Node): ModuleReference | undefined {
  if (ts.isImportDeclaration(node)) {
    const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return { specifier: literal(node.moduleSpecifier), typeOnly };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return { specifier: literal(node.moduleSpecifier), typeOnly: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node)) {
    const { argument } = node;
    return {
      specifier: ts.isLiteralTypeNode(argument) ? literal(argument.literal) : undefined,
      typeOnly: true,
    };
  }
  if (ts.isCallExpression(node)) {
    const { expression } = node;
    const loads =
      expression.kind === ts.SyntaxKind.ImportKeyword ||
      (ts.isIdentifier(expression) && expression.text === 'require');
    if (loads) return { specifier: literal(node.arguments[0]), typeOnly: false };
  }
  return undefined;
}

function literal(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function exportedNames(statement: ts.Statement): readonly string[] {
  const isExported =
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (isExported !== true) return [];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  const { name } = statement as ts.DeclarationStatement;
  return name === undefined ? [] : [name.text];
}

const boundNames = (name: ts.BindingName): readonly string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
