/**
 * A moment as in RFC 3339, in UTC: `2026-01-31T12:00:00.000Z`.
 * @format date-time
 */
export type Timestamp = string;

/**
 * A number without fraction.
 * @asType integer
 */
export type WholeNumber = number;
