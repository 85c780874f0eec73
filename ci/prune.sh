#!/usr/bin/env bash
# Tells which applications of third parties nobody has used for thirty days, and with PRUNE_DELETE=true deletes them. Nothing here
# reads the state: what the program declares is kept by its name.
#
# Usage: ci/prune.sh STACK
# Wants AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET of an application with read:clients, read:client_grants and read:logs, and with
# delete:clients where it is to delete.
set -euo pipefail
cd "$(dirname "$0")/.."

stack=${1:?usage: ci/prune.sh STACK}

words=(--unused-for 30d)
if [[ ${PRUNE_DELETE:-} == true ]]; then words+=(--delete); fi
node bin/omnichat-auth0.js clients prune -s "$stack" "${words[@]}" --no-input | tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}"
if [[ ${PRUNE_DELETE:-} != true ]]; then echo 'Of this script PRUNE_DELETE=true is what gives --delete.' | tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}"; fi
