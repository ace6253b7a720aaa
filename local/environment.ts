/**
 * This process's environment, for a child that must reach the local cloud and nothing else.
 *
 * What is set up for the real AWS stays out: a profile or a session token would win over the local credentials.
 *
 * @param local  the variables of the local cloud
 */
export function cloudEnvironment(local: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const foreign = (name: string) => name.startsWith('AWS_') || name.startsWith('CDK_');
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign(name))), ...local };
}
