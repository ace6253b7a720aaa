/** The system's message without the names of the error and the call, such as `no such file or directory`. */
export function systemSays(error: unknown): string {
  return (error as Error).message.replace(/^[A-Z]+: /, '').replace(/, \w+ '[^]*'$/, '');
}
