/**
 * This process's environment for a child process that may reach only the local cloud.
 *
 * Variables for the real AWS are left out: a profile or a session token would take precedence over the local credentials.
 *
 * @param local  the variables of the local cloud
 */
export function cloudEnvironment(local: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const foreign = (name: string) => name.startsWith('AWS_') || name.startsWith('CDK_');
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign(name))), ...local };
}
