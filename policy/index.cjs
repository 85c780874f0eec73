// Pulumi compiles the TypeScript of policy packs itself, and does not know the options that this project's needs.
void import('tsx/esm/api').then(({ tsImport }) => tsImport('./pack.ts', __filename));
