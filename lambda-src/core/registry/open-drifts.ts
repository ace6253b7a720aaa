/**
 * Most drifts that a source may have open. A person decides them one by one, and an approval compares all the others again in one
 * transaction.
 */
export const MAX_OPEN_DRIFTS = 20;
