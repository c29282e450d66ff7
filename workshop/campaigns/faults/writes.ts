import type { AuditEntry } from '../../../src/audit/index.js';
import type { Seen } from '../../simulators/index.js';

/** A kind of request by which the program changes something: by our provider, or by azuread, which declares the jobs. */
export interface Write {
  readonly kind:
    | 'okta off'
    | 'okta on'
    | 'capabilities'
    | 'start'
    | 'restart'
    | 'pause'
    | 'scope'
    | 'pilot'
    | 'switches'
    | 'declared job'
    | 'secrets';
  readonly request: RegExp;
  /** Whether the journal's entry is about just this request; `found` is what the expression caught of it. */
  readonly isIn: (entry: Pick<AuditEntry, 'operation' | 'target'>, found: readonly string[], body: string) => boolean;
}

const ofApp = (target: string, app = ''): boolean => target.endsWith(`(${app})`);
const job = '/v1\\.0(/servicePrincipals/[^/]+/synchronization/jobs/[^/]+)';

const writes: readonly Write[] = [
  {
    kind: 'okta off',
    request: /^POST \/api\/v1\/apps\/([^/]+)\/connections\/default\/lifecycle\/deactivate$/,
    isIn: ({ operation, target }, [app]) => operation === 'okta.connection.deactivate' && ofApp(target, app),
  },
  {
    kind: 'okta on',
    request: /^POST \/api\/v1\/apps\/([^/]+)\/connections\/default\/lifecycle\/activate$/,
    isIn: ({ operation, target }, [app]) => operation === 'okta.connection.activate' && ofApp(target, app),
  },
  {
    kind: 'capabilities',
    request: /^PUT \/api\/v1\/apps\/([^/]+)\/features\/(\w+)$/,
    isIn: ({ operation, target }, [app, feature]) =>
      [`okta.features.${feature}.disable`, `okta.features.${feature}.restore`].includes(operation) &&
      ofApp(target, app),
  },
  ...(['start', 'restart', 'pause'] as const).map(
    (kind): Write => ({
      kind,
      request: new RegExp(`^POST ${job}/${kind}$`),
      isIn: ({ operation, target }, [path]) => operation === `entra.synchronization.${kind}` && target === path,
    }),
  ),
  {
    kind: 'scope',
    request: new RegExp(`^PUT ${job}/schema$`),
    isIn: ({ operation, target }, [path]) => operation === 'entra.synchronization.scope' && target === path,
  },
  {
    kind: 'pilot',
    request: new RegExp(`^POST ${job}/provisionOnDemand$`),
    isIn: ({ operation, target }, [path], body) =>
      operation === 'entra.synchronization.provisionOnDemand' && target === `${path}: ${pilotOf(body)}`,
  },
  {
    kind: 'switches',
    request: /^PATCH \/v1\.0\/(directory\/onPremisesSynchronization\/[^/]+)$/,
    isIn: ({ operation, target }, [path]) =>
      /^entra\.matching\.(open|close|restore)$/.test(operation) && target === path,
  },
  {
    kind: 'declared job',
    request: /^POST \/v1\.0(\/servicePrincipals\/[^/]+\/synchronization\/jobs)$/,
    isIn: ({ operation, target }, [path], body) =>
      operation === 'entra.synchronization.declare' &&
      target === `${path}: ${(JSON.parse(body) as { templateId: string }).templateId}`,
  },
  {
    kind: 'secrets',
    request: /^PUT \/v1\.0(\/servicePrincipals\/[^/]+\/synchronization\/secrets)$/,
    isIn: ({ operation, target }, [path]) => operation === 'entra.synchronization.secrets' && target === path,
  },
];

/** The write that a request is, and what its expression caught; undefined for a request that the table lacks. */
export function writeOf({ request }: Seen): { readonly write: Write; readonly found: readonly string[] } | undefined {
  const line = `${request.method} ${request.target}`;
  for (const write of writes) {
    const match = write.request.exec(line);
    if (match !== null) return { write, found: match.slice(1) };
  }
  return undefined;
}

/** True for a request of the table. */
export function isOurWrite(seen: Seen): boolean {
  return writeOf(seen) !== undefined;
}

/** True for a request that switches one of the two sides on. */
export function isSwitchingOn(seen: Seen): boolean {
  const kind = writeOf(seen)?.write.kind;
  return kind === 'okta on' || kind === 'start' || kind === 'restart';
}

/** Whom a provisioning on demand is about, by distinguished name. */
export function pilotOf(body: string): string {
  const parsed = JSON.parse(body) as { parameters: readonly { subjects: readonly { objectId: string }[] }[] };
  return parsed.parameters.flatMap(({ subjects }) => subjects.map(({ objectId }) => objectId)).join(', ');
}
