/** Shown instead of a value. */
export const MASK = '***';
/** Names whose values are secrets in all likelihood. */
const SECRET_NAME =
  /pass(word|wd|phrase)?|secret|token|credential|private|auth|cookie|session|(api|access|encryption|signing|ssh)[-_]?key|_key$|^key$|dsn$/i;
/** `scheme://user:password@host`. */
const URL_WITH_PASSWORD = /(:\/\/[^/\s:@]*:)[^@\s]+@/;

/**
 * Whether the value of a variable, or of a plugin's option, has to be kept from whoever need not know it. A command is shown, as it is to
 * everybody on the machine.
 */
export function isSecret(name: string, value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return false;
  return SECRET_NAME.test(name) || (typeof value === 'string' && name !== 'command' && URL_WITH_PASSWORD.test(value));
}

/** The same text without the passwords of addresses in it. */
export function withoutPasswords(text: string): string {
  return text.replaceAll(new RegExp(URL_WITH_PASSWORD, 'g'), `$1${MASK}@`);
}
