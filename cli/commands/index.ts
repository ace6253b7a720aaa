import { profile } from './profile';
import { suggest } from './suggest';
import type { Command } from '../command-line/command';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [profile, suggest];
