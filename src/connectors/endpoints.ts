import { UserError } from '../domain/errors.js';

const services = {
  okta: { name: 'Okta', variable: 'ENTRA_CUTOVER_EMBEDDED_OKTA', setting: 'cutover:okta.orgUrl' },
  graph: { name: 'Microsoft Graph', variable: 'ENTRA_CUTOVER_EMBEDDED_GRAPH', setting: 'cutover:tenant.graphEndpoint' },
} as const;

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The URL (origin only) at which a service is reached. `embedded` is the stand-in on this machine, whose port changes from
 * run to run and is therefore read from the environment; anything else must be HTTPS.
 *
 * @throws UserError while certificate checks are switched off, when `embedded` is declared and no stand-in runs, or when its URL is not on
 * this machine.
 */
export function endpointUrl(
  service: keyof typeof services,
  declared: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  refuseUnverifiedTls(environment);
  const { name, variable, setting } = services[service];
  if (declared !== 'embedded') {
    const url = parseUrl(declared);
    if (url?.protocol === 'https:') return url.origin;
    throw new UserError(`${setting} is ${JSON.stringify(declared)}, expected an https URL or embedded.`);
  }
  const value = environment[variable];
  if (value === undefined || value === '') {
    throw new UserError(
      `${setting} is embedded and ${variable} is not set: the ${name} stand-in does not run. Start it together with the engine: npm run pulumi -- …`,
    );
  }
  const url = parseUrl(value);
  if (url === undefined || !loopback.has(url.hostname)) {
    throw new UserError(
      `${variable} must be a URL on this machine (127.0.0.1 or localhost): a stand-in is nowhere else.`,
    );
  }
  return url.origin;
}

/**
 * Node's own switch turns off every certificate check of the process, and with it what our credentials are sent to.
 *
 * @throws UserError while it is set.
 */
export function refuseUnverifiedTls(environment: NodeJS.ProcessEnv): void {
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return;
  throw new UserError(
    'NODE_TLS_REJECT_UNAUTHORIZED=0 switches certificate checks off, so nothing is sent anywhere. Unset it; name the certificate authority of a proxy or of your own service in NODE_EXTRA_CA_CERTS instead.',
  );
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
