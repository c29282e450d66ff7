/** Where Entra gives each tenant a domain of its own under `onmicrosoft`: in the public cloud and in the others. */
export const initialTopLevels = ['com', 'de', 'us', 'cn'] as const;
