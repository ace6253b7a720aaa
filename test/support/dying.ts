import type { Gate } from './world';

/** A process that dies at one of its calls: it and those after it get no answer. */
export interface Dying {
  readonly gate: Gate;
  /** Ends as the program does, or when the process dies. */
  readonly run: (program: Promise<unknown>) => Promise<'ended' | 'died'>;
}

/**
 * @param call the call at which it dies, from 0
 * @param takesEffect whether that call still happens
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

/** Every way in which a process of so few calls can die, until one ends. */
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
