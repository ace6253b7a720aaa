import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until an answer comes.
 *
 * @param what what is waited for, in words: part of the error
 * @param ask gives the answer, or undefined while there is none
 * @param seconds how long to go on asking
 * @throws Error when the time is up
 */
export async function waitFor<T>(what: string, ask: () => Promise<T | undefined>, seconds = 60): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`Waited ${seconds} s for ${what}, in vain.`);
    }
    await sleep(250);
  }
}
