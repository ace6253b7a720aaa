import { FileFault } from '../formats/fault';

/** Attempts found dead after which the file itself must be what kills them. */
const MAX_EXPIRED = 3;

/**
 * Whether a function is reading the file now; an attempt that expired does not end by itself.
 *
 * @param attempt the file's; undefined where there is none
 * @param now milliseconds since 1970
 */
export function isBeingRead(attempt: { readonly until: string } | undefined, now: number): boolean {
  return attempt !== undefined && Date.parse(attempt.until) >= now;
}

/**
 * The fault of a file that nobody could read to its end; undefined where it is to be read again.
 *
 * @param expired how many attempts at reading it were found dead
 */
export function crashFault(expired: number): FileFault | undefined {
  return expired >= MAX_EXPIRED ? new FileFault('profiler_crash', `${expired} attempts at reading the file died`) : undefined;
}
