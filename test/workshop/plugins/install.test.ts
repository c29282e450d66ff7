import { existsSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installPlugins } from '../../../workshop/plugins/install.js';
import { temporaryDirectory, writeScript } from '../engine/temporary.js';

/** A home of the wrapper, a home of the user, and a CLI that notes what it is asked and ends with the given code. */
function machine(code: number) {
  const root = temporaryDirectory();
  const [pulumiHome, usersHome, log] = [join(root, 'ours'), join(root, 'users'), join(root, 'log')];
  const pulumi = join(root, 'pulumi');
  writeScript(
    pulumi,
    `echo "$*" >> '${log}'; folder="$PULUMI_HOME/plugins/resource-$4-$5"
     if [ ${code} = 0 ]; then mkdir -p "$folder"; echo real > "$folder/pulumi-resource-$4"; fi; exit ${code}`,
  );
  const said: string[] = [];
  return {
    said,
    usersHome,
    asked: (): readonly string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
    plugin: (name: string, version: string, file = `pulumi-resource-${name}`) =>
      join(pulumiHome, 'plugins', `resource-${name}-v${version}`, file),
    install: () =>
      installPlugins({
        engine: { pulumi, version: 'v3.259.0', origin: 'built', hasNodeLanguageHost: false },
        pulumiHome,
        environment: { PATH: process.env.PATH, PULUMI_HOME: usersHome },
        say: (line) => said.push(line),
      }),
  };
}

describe('the plugins of the embedded stack', () => {
  it('are the real ones where the vendor can be reached', async () => {
    const { install, asked, plugin } = machine(0);
    expect(await install()).toEqual({ okta: 'real', azuread: 'real' });
    expect(asked()).toEqual(['plugin install resource okta v7.0.0', 'plugin install resource azuread v6.9.1']);
    expect(readFileSync(plugin('okta', '7.0.0'), 'utf8')).toBe('real\n');
    expect(await install()).toEqual({ okta: 'real', azuread: 'real' });
    expect(asked()).toHaveLength(2);
  });

  it('are stand-ins where it cannot, asked once and not again for hours', async () => {
    const { install, asked, plugin, said } = machine(1);
    expect(await install()).toEqual({ okta: 'stand-in', azuread: 'stand-in' });
    expect(await install()).toEqual({ okta: 'stand-in', azuread: 'stand-in' });
    expect(asked()).toEqual(['plugin install resource okta v7.0.0']);
    expect(readFileSync(plugin('azuread', '6.9.1'), 'utf8')).toContain('plugins/azuread-main.js');
    expect(said.filter((line) => line.includes('a stand-in that sends the same requests'))).toHaveLength(1);
    const yesterday = new Date(Date.now() - 86_400_000);
    for (const [name, version] of [
      ['okta', '7.0.0'],
      ['azuread', '6.9.1'],
    ] as const) {
      utimesSync(plugin(name, version, 'STAND-IN'), yesterday, yesterday);
    }
    await install();
    expect(asked()).toHaveLength(2);
  });

  it("give way to the user's own real ones", async () => {
    const { install, usersHome, plugin } = machine(1);
    await install();
    writeScript(join(usersHome, 'plugins', 'resource-okta-v7.0.0', 'pulumi-resource-okta'), 'echo mine');
    expect(await install()).toEqual({ okta: 'real', azuread: 'stand-in' });
    expect(readFileSync(plugin('okta', '7.0.0'), 'utf8')).toContain('echo mine');
    expect(existsSync(plugin('okta', '7.0.0', 'STAND-IN'))).toBe(false);
  });
});
