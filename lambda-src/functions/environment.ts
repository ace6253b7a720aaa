/**
 * An environment variable that the function cannot do without.
 *
 * @throws Error if it is missing or empty
 */
export function requiredEnv(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`environment variable ${name} is not set; the construct sets it: deploy the stack again`);
  }
  return value;
}
