/** The terminal as it is at the moment. */
export interface View {
  readonly columns: number;
  readonly rows: number;
  readonly hasColour: boolean;
}
