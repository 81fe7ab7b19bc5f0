/** What the page knows without asking. Put in when it is built, by tools/first-run/built-in.mjs. */
declare const BUILT_IN: {
  /** Of the page; that of the daemon may be another one by now. */
  readonly version: string;
  /** What GUARANTEES.md promises, section by section. */
  readonly guarantees: readonly { readonly title: string; readonly promises: readonly string[] }[];
  /** What it does not promise. */
  readonly exceptions: readonly { readonly title: string; readonly text: string }[];
};

export const { version, guarantees, exceptions } = BUILT_IN;
