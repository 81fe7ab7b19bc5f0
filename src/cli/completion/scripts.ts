import { COMPLETE_WORD } from './complete-word.js';

/** Shells with a completion script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What each shell evaluates: it asks provisr itself, and takes file names where that has nothing to say. */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_provisr() {
  local IFS=$'\\n'
  COMPREPLY=($(provisr ${COMPLETE_WORD} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _provisr provisr
`,
  zsh: `#compdef provisr
_provisr() {
  local -a candidates
  candidates=("\${(@f)$(provisr ${COMPLETE_WORD} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${candidates[1]}" ]]; then compadd -a candidates; else _files; fi
}
compdef _provisr provisr
`,
  fish: `function __provisr_complete
  set -l words (commandline -opc) (commandline -ct)
  provisr ${COMPLETE_WORD} $words[2..-1] 2>/dev/null
end
complete -c provisr -a '(__provisr_complete)'
`,
};
