import { profile } from './profile';
import { Command } from '../command';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [profile];
