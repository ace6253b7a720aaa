/** CPU time and memory of a process and everything that it started, as Linux reports them. */

import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts the time of processes in hundredths of a second, and memory in pages. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** With that of children that have ended. */
  readonly cpuSeconds: number;
  readonly residentMegabytes: number;
}

export interface Usage {
  readonly cpuSeconds: number;
  readonly residentMegabytes: number;
}

/** What the tree of a process has used until now. */
export function usageOf(root: number): Usage {
  const all = processes();
  const tree = new Set([root]);
  // A child may have a lower id than its parent, so one pass may not be enough.
  for (let before = 0; tree.size > before;) {
    before = tree.size;
    all.filter(({ parent }) => tree.has(parent)).forEach(({ pid }) => tree.add(pid));
  }
  const members = all.filter(({ pid }) => tree.has(pid));
  return {
    cpuSeconds: members.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    residentMegabytes: members.reduce((sum, { residentMegabytes }) => sum + residentMegabytes, 0),
  };
}

function processes(): Process[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      // The name of the program may contain spaces and parentheses, so the fields are counted from its end.
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').pop()!.split(' ');
      const [user, system, childrensUser, childrensSystem] = fields.slice(11, 15).map(Number);
      return {
        pid: Number(name),
        parent: Number(fields[1]),
        cpuSeconds: (user + system + childrensUser + childrensSystem) / TICKS_PER_SECOND,
        residentMegabytes: Number(fields[21]) * PAGE_BYTES / 1e6,
      };
    } catch {
      return []; // it has just ended
    }
  });
}
