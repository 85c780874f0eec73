import { join, resolve } from 'node:path';
import ts from 'typescript';

const packages = resolve(import.meta.dirname, '../../../node_modules');

const options: ts.CompilerOptions = {
  noEmit: true,
  strict: true,
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  types: ['node'],
};

/** What was read once: nearly all of a small program are the types of Node and of the language. */
const read = new Map<string, ts.SourceFile | undefined>();

/**
 * What the compiler says of a program in a project's folder, and of the types of the package that is installed there. Those of this
 * repository's packages, which its program uses too, are not for this project to mend.
 */
export function complaintsOf(project: string, file: string): string {
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getCurrentDirectory = () => project;
  host.getSourceFile = (path, ...how) => {
    if (!path.startsWith(packages)) return getSourceFile(path, ...how);
    if (!read.has(path)) read.set(path, getSourceFile(path, ...how));
    return read.get(path);
  };
  const program = ts.createProgram([join(project, file)], options, host);
  const judged = program.getSourceFiles().filter(({ fileName }) => !fileName.startsWith(packages));
  const complaints = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...judged.flatMap((each) => program.getSyntacticDiagnostics(each)),
    ...judged.flatMap((each) => program.getSemanticDiagnostics(each)),
  ];
  return ts.formatDiagnostics(complaints, host);
}
