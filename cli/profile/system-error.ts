/** What the system refused, without its names for the error and the call: `no such file or directory`. */
export function systemSays(error: unknown): string {
  return (error as Error).message.replace(/^[A-Z]+: /, '').replace(/, \w+ '[^]*'$/, '');
}
