/** Environment variable that tells the next image of the daemon which descriptor holds the document. */
export const HAND_OVER_VARIABLE = 'PROVISR_HANDOVER';
