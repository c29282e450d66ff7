import { describe, expect, it } from 'vitest';
import { anyOn, changesTo, isAsFound, isAsWanted, switchedOff } from '../../src/provider/okta/capabilities.js';
import { vendorAnswer } from '../vendor-answers.js';

describe('capabilities of Okta', () => {
  const features = vendorAnswer('okta/features-with-imports-on').answer.body as {
    name: string;
    capabilities: Record<string, unknown>;
  }[];
  const [outbound = {}, inbound = {}] = features.map(({ capabilities }) => capabilities);

  it('are switched off by what is on, and nothing else is put back', () => {
    expect(switchedOff(inbound)).toEqual({ importSettings: { schedule: { status: 'DISABLED' } } });
    expect(switchedOff(outbound)).toEqual({
      create: { lifecycleCreate: { status: 'DISABLED' } },
      update: {
        lifecycleDeactivate: { status: 'DISABLED' },
        password: { status: 'DISABLED', seed: 'RANDOM', change: 'KEEP_EXISTING' },
      },
    });
    const { capabilities: off } = vendorAnswer('okta/feature-inbound').answer.body as {
      capabilities: Record<string, unknown>;
    };
    expect([anyOn(inbound), anyOn(outbound), anyOn(off), anyOn({}), anyOn({ a: { status: 'BETA' } })]).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  it('are put back by what differs, nulls left out', () => {
    const off = vendorAnswer('okta/feature-inbound').answer.body as { capabilities: Record<string, unknown> };
    expect(changesTo(inbound, off.capabilities)).toEqual({ importSettings: { schedule: { status: 'ENABLED' } } });
    expect(JSON.stringify(changesTo(inbound, {}))).not.toContain('null');
    expect(isAsWanted(inbound, { ...inbound, somethingNew: { status: 'DISABLED' } })).toBe(true);
    expect(isAsWanted(inbound, off.capabilities)).toBe(false);
    const scheduled = { schedule: { status: 'ENABLED', fullImport: { expression: '0 3 * * *' } } };
    expect(changesTo({ schedule: { status: 'ENABLED', fullImport: null } }, scheduled)).toEqual({
      schedule: { status: 'ENABLED' },
    });
    expect(isAsWanted({ schedule: { status: 'ENABLED', fullImport: null } }, scheduled)).toBe(false);
  });

  it('are sent in whole objects, of which Okta may miss or lose what is left out', () => {
    const fullImport = { expression: '0 3 * * *', timezone: 'Europe/Berlin' };
    const settings = (username: object, schedule: object): Record<string, unknown> => ({
      importSettings: { username, schedule },
    });
    const custom = { userNameFormat: 'CUSTOM', userNameExpression: 'source.email' };
    const wanted = settings(custom, { status: 'ENABLED', fullImport, incrementalImport: null });
    const now = settings(
      { ...custom, userNameExpression: 'source.upn' },
      { status: 'ENABLED', fullImport: { ...fullImport, timezone: 'UTC' }, incrementalImport: null },
    );
    expect(changesTo(wanted, now)).toEqual(settings(custom, { status: 'ENABLED', fullImport }));
    expect(changesTo(wanted, wanted)).toEqual({});
    expect(switchedOff(wanted)).toEqual({ importSettings: { schedule: { status: 'DISABLED', fullImport } } });
    const besides = settings(custom, { status: 'DISABLED', fullImport, somethingNew: 1 });
    expect(changesTo(wanted, besides)).toEqual({
      importSettings: { schedule: { status: 'ENABLED', fullImport, somethingNew: 1 } },
    });
    expect(anyOn({ status: 'ENABLED' })).toBe(true);
  });

  it('are as they were found where nothing is to be put back, and not otherwise', () => {
    const found = {
      connectionStatus: 'ENABLED',
      features: { INBOUND_PROVISIONING: inbound, USER_PROVISIONING: outbound },
    };
    const asFound = (now: object, connectionStatus = 'ENABLED'): boolean => {
      const state = { app: { connectionStatus }, features: { ...found.features, ...now } };
      return isAsFound(state as never, found);
    };
    const bare = { schedule: { status: 'ENABLED' } };
    const withNulls = { schedule: { status: 'ENABLED', fullImport: null, incrementalImport: null } };
    const nulls = { connectionStatus: 'ENABLED', features: { INBOUND_PROVISIONING: withNulls } };
    const shows = (INBOUND_PROVISIONING: object) =>
      isAsFound({ app: { connectionStatus: 'ENABLED' }, features: { INBOUND_PROVISIONING } } as never, nulls);
    expect([shows(bare), shows(withNulls), shows({ ...bare, somethingNew: null })]).toEqual([true, true, true]);
    expect([shows({}), shows({ schedule: { status: 'DISABLED' } })]).toEqual([false, false]);
    expect(shows({ schedule: { status: 'ENABLED', fullImport: { expression: '0 3 * * *' } } })).toBe(false);
    expect(asFound({})).toBe(true);
    expect([asFound({}, 'DISABLED'), asFound({ INBOUND_PROVISIONING: undefined })]).toEqual([false, false]);
    expect(isAsFound({ app: { connectionStatus: 'DISABLED' }, features: {} } as never, undefined)).toBe(true);
  });
});
