/** The word that asks for candidates instead of running a command; the scripts of the shells begin with it. */
export const COMPLETE_WORD = '__complete';
