import { FileFault } from '../formats/fault';

/** After so many attempts were found dead, the file itself must be the cause. */
const MAX_EXPIRED = 3;

/**
 * Whether a function is reading the file now. An attempt that expired is dead: nobody will end it.
 *
 * @param attempt the file's; undefined if there is none
 * @param now milliseconds since 1970
 */
export function isBeingRead(attempt: { readonly until: string } | undefined, now: number): boolean {
  return attempt !== undefined && Date.parse(attempt.until) >= now;
}

/**
 * The fault of a file that nobody could read to its end; undefined if it is to be read again.
 *
 * @param expired how many attempts at reading it were found dead
 */
export function crashFault(expired: number): FileFault | undefined {
  return expired >= MAX_EXPIRED ? new FileFault('profiler_crash', `${expired} attempts at reading the file died`) : undefined;
}
