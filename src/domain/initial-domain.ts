/**
 * How the domains end that Entra itself gives each tenant, and Exchange Online for its mail, as patterns: in the public cloud, and in those of
 * Germany, of the US government and of China ("Domains FAQ" of Microsoft 365).
 */
export const initialDomainEndings = [
  String.raw`\.onmicrosoft\.com`,
  String.raw`\.onmicrosoft\.de`,
  String.raw`\.onmicrosoft\.us`,
  String.raw`\.partner\.onmschina\.cn`,
  String.raw`\.partner\.mail\.onmschina\.cn`,
] as const;
