#!/usr/bin/env node
// Nothing here is newer than Node 14, so that an old one comes to the sentence; what follows is loaded after it.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 20 || (major === 20 && minor >= 19)) {
  void import('./run.js');
} else {
  process.stderr.write(
    `Error: omnichat-auth0 needs Node 20.19 or later, and this is ${process.versions.node}. Install a current one from https://nodejs.org, or with nvm: nvm install 22\n`,
  );
  process.exitCode = 1;
}
