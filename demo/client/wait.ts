import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer.
 *
 * @param what names in words what is awaited; the error message contains it
 * @param ask returns the answer, or undefined while there is none
 * @param seconds how long to keep asking
 * @throws Error if there is no answer within that time
 */
export async function waitFor<T>(what: string, ask: () => Promise<T | undefined>, seconds = 60): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`Waited ${seconds} s for ${what}, without an answer.`);
    }
    await sleep(250);
  }
}
