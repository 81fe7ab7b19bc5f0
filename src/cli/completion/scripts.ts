import { COMPLETE_WORD } from './complete-word.js';

/** Shells with a completion script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What each shell evaluates: it asks provisr itself, and takes file names where that has nothing to say. */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_provisr() {
  local IFS=$'\\n' line
  COMPREPLY=()
  for line in $(provisr ${COMPLETE_WORD} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null); do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done
}
complete -o default -F _provisr provisr
`,
  // As a file of fpath it is the function itself when it is first called; sourced, it has to be made known.
  zsh: `#compdef provisr
_provisr() {
  local -a lines candidates
  lines=("\${(@f)$(provisr ${COMPLETE_WORD} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  candidates=(\${\${(@)lines//:/\\\\:}/$'\\t'/:})
  if (( \${#candidates} )); then _describe provisr candidates; else _files; fi
}
if [[ "\${funcstack[1]}" == _provisr ]]; then
  _provisr "$@"
else
  (( \${+functions[compdef]} )) || { autoload -Uz compinit && compinit }
  compdef _provisr provisr
fi
`,
  fish: `function __provisr_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l candidates (provisr ${COMPLETE_WORD} $words[2..-1] 2>/dev/null)
  if set -q candidates[1]
    printf '%s\\n' $candidates
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c provisr -f -a '(__provisr_complete)'
`,
};
