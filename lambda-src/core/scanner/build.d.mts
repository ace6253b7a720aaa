export function compile(name: 'json' | 'csv', variant: 'plain' | 'sketching' | 'filling', read?: (path: string) => string): Promise<Uint8Array>;
