import { ownCommand } from '../../text/own-command.ts';

/** The shells that a script is made for. */
export const shells = ['bash', 'zsh', 'fish'] as const;

const ask = ownCommand('completion words --');

/** What a shell reads to complete command lines of `omnichat-auth0`: it asks this tool each time. */
export const shellScripts: Readonly<Record<(typeof shells)[number], string>> = {
  bash: `_omnichat_auth0() {
  local IFS=$'\\n'
  COMPREPLY=($(${ask} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _omnichat_auth0 omnichat-auth0`,
  zsh: `_omnichat_auth0() {
  local -a found
  found=("\${(@f)$(${ask} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a found
}
compdef _omnichat_auth0 omnichat-auth0`,
  fish: `complete -c omnichat-auth0 -a '(${ask} (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'`,
};
