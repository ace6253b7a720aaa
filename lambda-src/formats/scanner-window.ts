/** The host's side of a scanner's memory: bytes go in, what was not consumed moves to the front. */

import { WebAssemblyInstance } from './scanner-module';
