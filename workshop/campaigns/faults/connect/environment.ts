import { readEntries } from '../../../../src/audit/index.js';
import { type ConnectSite, nextOf } from '../../../../test/provider/connect-site.js';
import { appIds, connectInputs, type State } from '../../../../test/provider/harness.js';

export type ConnectPhase = 'assess' | 'stage' | 'cutover' | 'rollback';

/** What one update came to: refusals, and what the server's resource says. */
export interface Outcome {
  readonly problems: readonly string[];
  readonly step: string;
  /** The last wave that is verified. */
  readonly wave: number;
  /** Everything that the update says: refusals, what is waited for, what is next, and the log. */
  readonly said: string;
  readonly next: string | undefined;
  /** Writes to Okta that switch something on. */
  readonly switchedOn: readonly string[];
  /** What the operator was cleared for. */
  readonly cleared: readonly string[];
  /** What Okta says of each app's connection, as the update read it last. */
  readonly okta: readonly string[];
  /** Moments of two writers that began in this update. */
  readonly moments: number;
}

/** An environment: two apps of Okta and a server, updated in the order of the program. */
export interface ConnectEnvironment {
  readonly site: ConnectSite;
  readonly update: (phase: ConnectPhase) => Promise<Outcome>;
}

export function createConnectEnvironment(site: ConnectSite): ConnectEnvironment {
  const { harness } = site;
  const okta = new Map<string, State>();
  let server: State | undefined;
  const oktaInputs = (appId: string, phase: ConnectPhase): State['inputs'] => {
    const { servicePrincipalId: _, ...inputs } = harness.inputs('OktaProvisioning', phase);
    return { ...inputs, appId, label: appId, assessment: { ...(inputs.assessment as object), connect: connectInputs } };
  };
  const updateApp = async (appId: string, phase: ConnectPhase): Promise<void> => {
    const kept = okta.get(appId) ?? (await harness.create('OktaProvisioning', oktaInputs(appId, 'assess')));
    okta.set(appId, await harness.update('OktaProvisioning', kept, oktaInputs(appId, phase)));
  };
  const updateServer = async (phase: ConnectPhase): Promise<void> => {
    server = await site.up(server, phase);
  };
  return {
    site,
    async update(phase) {
      site.pass(1);
      const [writes, moments] = [harness.writes().length, harness.organisation.violations().length];
      const logged = harness.logs.length;
      const entries = (await readEntries(harness.journalPath).catch(() => [])).length;
      const apps = appIds.map((id) => () => updateApp(id, phase));
      const works = phase === 'rollback' ? [() => updateServer(phase), ...apps] : [...apps, () => updateServer(phase)];
      const problems: string[] = [];
      // Whatever depends on a resource that failed is not reached.
      for (const work of works) {
        if (problems.length > 0) break;
        await work().catch((error: unknown) => problems.push(String(error)));
      }
      const journal = (await readEntries(harness.journalPath).catch(() => [])).slice(entries);
      const { waitingFor, step, reachedWave } = server?.properties ?? {};
      const asked = problems.length > 0 || server === undefined ? undefined : nextOf(server);
      // What is asked of a pull request is not done at the server.
      const next = asked?.where.startsWith('On ') ? asked.words : undefined;
      return {
        problems,
        step: String(step),
        wave: Number(reachedWave),
        said: [
          ...problems,
          ...(Array.isArray(waitingFor) ? waitingFor.map(String) : []),
          next ?? '',
          ...harness.logs.slice(logged),
        ].join('\n'),
        next,
        switchedOn: harness
          .writes()
          .slice(writes)
          .filter((line) => /lifecycle\/activate/.test(line)),
        cleared: journal.map(({ operation }) => operation).filter((name) => /^connect\..*\.cleared$/.test(name)),
        okta: [...okta.values()].map(({ properties }) => String(properties.connectionStatus)),
        moments: harness.organisation.violations().length - moments,
      };
    },
  };
}

/** Does what each update asks for until it asks for nothing, at most so often; the last outcome. */
export async function obey(
  { site, update }: ConnectEnvironment,
  phase: ConnectPhase,
  until: (outcome: Outcome) => boolean = () => false,
  most = 9,
): Promise<Outcome> {
  let outcome = await update(phase);
  for (let round = 0; round < most && outcome.next !== undefined && !until(outcome); round += 1) {
    await site.operate(outcome.next);
    site.exportEvidence();
    outcome = await update(phase);
  }
  return outcome;
}
