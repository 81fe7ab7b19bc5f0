/** Some output, as it was read. */
export interface LogPiece {
  /** Ends at a line end where there is one. */
  readonly bytes: Buffer;
  /** What to go on after, see `log-mark.ts`. */
  readonly mark: string;
}
