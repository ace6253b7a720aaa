import type { Gate } from './world';

/** A process that dies at one of its calls. This call and all later ones get no answer. */
export interface Dying {
  readonly gate: Gate;
  /** Ends when the program ends or the process dies. */
  readonly run: (program: Promise<unknown>) => Promise<'ended' | 'died'>;
}

/**
 * @param call the call at which it dies, from 0
 * @param takesEffect whether that call still takes effect
 */
export function dyingAt(call: number, takesEffect: boolean): Dying {
  let calls = 0;
  let die: (how: 'died') => void;
  const death = new Promise<'died'>((resolve) => {
    die = resolve;
  });
  return {
    gate: (client) => {
      const sender = client as unknown as { send: (command: object) => Promise<unknown> };
      const send = sender.send.bind(client);
      sender.send = async (command) => {
        const number = calls++;
        if (number < call) {
          return send(command);
        }
        if (number === call && takesEffect) {
          await send(command).catch(() => undefined);
        }
        die('died');
        return new Promise(() => undefined);
      };
      return client;
    },
    run: async (program) => Promise.race([program.then(() => 'ended' as const), death]),
  };
}

/** Runs the scenario for each call at which the process can die, until a process ends; returns the number of calls. */
export async function atEveryCall(scenario: (dying: Dying) => Promise<'ended' | 'died'>): Promise<number> {
  for (let call = 0; call < 200; call++) {
    for (const takesEffect of [false, true]) {
      if (await scenario(dyingAt(call, takesEffect)) === 'ended') {
        return call;
      }
    }
  }
  throw new Error('the program makes more than 200 calls');
}
