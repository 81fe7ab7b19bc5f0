/** Put in when the page is built, by tools/first-run/built-in.mjs. */
declare module 'virtual:built-in' {
  /** Of the page; that of the daemon may be another one by now. */
  export const version: string;
  /** What GUARANTEES.md promises, section by section. */
  export const guarantees: readonly { readonly title: string; readonly promises: readonly string[] }[];
  /** What it does not promise. */
  export const exceptions: readonly { readonly title: string; readonly text: string }[];
}
