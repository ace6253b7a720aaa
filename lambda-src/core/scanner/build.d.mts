export function compile(name: 'json' | 'csv', sketches: boolean, read?: (path: string) => string): Promise<Uint8Array>;
