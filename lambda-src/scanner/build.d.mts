export function compile(name: 'json' | 'csv', read?: (path: string) => string): Promise<Uint8Array>;
