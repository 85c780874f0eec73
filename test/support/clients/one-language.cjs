/**
 * Has auth0-deploy-cli know one language: it compiles a schema of the texts of every screen in all of them, twice in an import, which
 * takes ten times as long as everything else.
 */
Object.assign(require('auth0-deploy-cli/lib/types.js'), { languages: ['en'] });
