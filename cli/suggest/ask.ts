/** Asks a person at a terminal. */

import { createInterface } from 'node:readline/promises';
import type { Ask } from './propose';
import type { OpenQuestion } from '../../lambda-src/core/advice/refinements/refining';
import { settingsText } from '../../lambda-src/core/advice/search/wording';
import type { Terminal } from '../command-line/command';
import { printable } from '../text/printable';

/** If there is no terminal to ask on, nobody answers. */
export function askOn({ stdin, stderr }: Terminal): Ask {
  if (!('isTTY' in stdin && stdin.isTTY) || !('isTTY' in stderr && stderr.isTTY)) {
    return async () => undefined;
  }
  return async (question) => {
    const lines = createInterface({ input: stdin, output: stderr });
    try {
      stderr.write(`${questionLines(question).join('\n')}\n`);
      for (;;) {
        const answer = (await lines.question(`1 to ${question.answers.length}, or Enter to leave it open: `)).trim();
        if (answer === '') {
          return undefined;
        }
        const chosen = /^\d+$/.test(answer) ? question.answers[Number(answer) - 1] : undefined;
        if (chosen !== undefined) {
          return chosen;
        }
      }
    } finally {
      lines.close();
    }
  };
}

export function questionLines({ asks, answers }: OpenQuestion): string[] {
  return [printable(asks), ...answers.map((settings, i) => `  ${i + 1}: ${printable(settingsText(settings)) || 'declare nothing'}`)];
}
