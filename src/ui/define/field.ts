/** How a value is written in a form. */
export type FieldKind = 'text' | 'number' | 'size' | 'choice' | 'list' | 'numbers' | 'environment' | 'table' | 'json';

/** One of the values that a key may have. */
export interface Choice {
  readonly text: string;
  readonly value: boolean | string;
}

/** A key of a specification, as a form asks for it. */
export interface Field {
  /** `command`, `log.dir`. */
  readonly path: string;
  readonly kind: FieldKind;
  readonly description: string;
  /** What holds without it, as text; empty where the schema does not say. */
  readonly fallback: string;
  /** One that the schema gives, as text. */
  readonly example: string;
  readonly choices: readonly Choice[];
}

/** Fields that belong together. */
export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly Field[];
}

/** Id of the control of a field in the document. */
export function fieldId(path: string): string {
  return `field-${path}`;
}
