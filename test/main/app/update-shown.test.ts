import { describe, expect, it } from 'vitest';
import { home, platform, processFacts, record, UNIT } from '../../fixtures/build';
import { createRig, turn } from './rig';

// What a person sees of an update, in the menu, on the launcher and in the notifications.

const NEW = { commit: 'b'.repeat(40), version: '0.23.3', branch: 'main' };

/** A gateway with an update to be had, which is under way up to `hermes update`. */
async function updatingGateway() {
  const rig = createRig();
  rig.installations.is.found = { checkout: '/home/ada/.hermes/hermes-agent', method: 'git' };
  rig.installations.is.known = {
    commit: NEW.commit,
    version: NEW.version,
    behind: 3,
    commits: [{ commit: NEW.commit, subject: 'release: 0.23.3' }],
    checkedAt: rig.clock.now(),
  };
  rig.systemd.define(UNIT, {});
  await rig.systemd.request('start', UNIT);
  const says = async (codeVersion: string) => {
    const pid = rig.systemd.facts(UNIT).mainPid;
    const platforms = [{ ...platform('telegram', 'connected'), updatedAt: rig.clock.now() }];
    rig.homes.show('/home/ada/.hermes', {
      home: home(record({ pid, startTicks: pid, activeAgents: 0, codeVersion, platforms }), {
        pidFile: { kind: 'read', value: { pid, startTicks: pid }, writtenAt: rig.clock.now() } as const,
      }),
      process: processFacts({ pid, startTicks: pid }),
    });
    await turn();
  };
  await says('0.22.5');
  rig.start();
  await turn();
  await turn();
  return { rig, says };
}

async function begun() {
  const scene = await updatingGateway();
  const { rig } = scene;
  await rig.runCommand({ kind: 'update', unit: UNIT });
  for (let round = 0; round < 5; round += 1) await turn();
  const id = rig.store.state().update?.id ?? '';
  if (rig.store.state().update?.phase.kind === 'draining') {
    await rig.runCommand({ kind: 'hurry-update' });
    await turn();
  }
  const prints = async (output: string, exitCode: number | null = null) => {
    rig.updateProcesses.say(
      `${id}/update`,
      exitCode === null ? { kind: 'running', output, isQuiet: false } : { kind: 'ended', output, exitCode },
    );
    await turn();
  };
  return { ...scene, id, prints };
}

describe('an update on its way', () => {
  it('is offered with what it leads to, and then is what the gateway does', async () => {
    const { rig } = await updatingGateway();
    expect(rig.tray.labels()).toContain('Update and restart (0.22.5 → 0.23.3)');
    const { rig: under } = await begun();
    expect(under.store.state().update?.phase.kind).toBe('updating');
    expect(under.tray.labels()[0]).toMatch(/^◐ Updating {2}[▰▱]{10} {2}\d+ %$/);
    expect(under.tray.view?.icon).toBe('updating');
  });

  it('moves its labels once a second, however much it prints, and shows its next step at once', async () => {
    const { rig, prints } = await begun();
    rig.tray.openMenu();
    const seen = () => rig.tray.labels().slice(0, 2).join();
    let output = 'Updating Python dependencies...\n';
    await prints(output);
    const movedAt: number[] = [];
    for (let last = seen(), passed = 0; passed < 20_000; passed += 100) {
      rig.clock.advance(100);
      output += `Installed package ${passed}\n`;
      await prints(output);
      if (seen() !== last) movedAt.push(rig.clock.now());
      last = seen();
    }
    const gaps = movedAt.slice(1).map((at, index) => at - (movedAt[index] ?? 0));
    expect(movedAt.length).toBeGreaterThanOrEqual(2);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
    expect(seen()).toContain('Installing the Python packages');
    rig.clock.advance(50);
    await prints(`${output}Building web UI\n`);
    expect(seen()).toContain('Building the web interface');
  });

  it('is a bar on the launcher and in one notification, which moves without anything that happens', async () => {
    const { rig, id } = await begun();
    rig.clock.advance(2000);
    expect(rig.notifications.standing).toEqual([]);
    rig.clock.advance(2000);
    const [first] = rig.notifications.standing;
    expect(first).toMatchObject({ key: `update/${id}`, title: 'Updating Hermes to 0.23.3', isTransient: true });
    const before = rig.launcher.progress ?? 0;
    rig.clock.advance(30_000);
    expect(rig.launcher.progress).toBeGreaterThan(before);
    expect(rig.launcher.progress).toBeLessThan(1);
    const [later, ...others] = rig.notifications.standing;
    expect(others).toEqual([]);
    expect(later?.progress ?? 0).toBeGreaterThanOrEqual(first?.progress ?? 0);
    expect(rig.store.state().updateNews).toMatchObject({ id, commits: [{ subject: 'release: 0.23.3' }] });
  });

  it('ends in one notification, though its gateway went down and came back in it', async () => {
    const { rig, says, prints, id } = await begun();
    rig.clock.advance(4000);
    rig.installations.is.code = { ok: true, value: NEW };
    await rig.systemd.request('restart', UNIT);
    rig.clock.advance(2000);
    await says('0.23.3');
    await prints('Update complete!\n', 0);
    for (let round = 0; round < 5; round += 1) await turn();
    expect(rig.store.state().update?.phase).toMatchObject({ kind: 'done' });
    expect(rig.notifications.standing.map(({ key, title }) => [key, title])).toEqual([
      [`update/${id}`, 'Updated to 0.23.3'],
    ]);
    expect(rig.launcher.progress).toBe(null);
    expect(rig.tray.labels()[0]).toBe('● Running · healthy');
    const views = rig.tray.views.length;
    rig.clock.advance(9 * 60_000);
    expect(rig.tray.views.length).toBe(views);
    rig.clock.advance(2 * 60_000);
    expect(rig.notifications.standing).toEqual([]);
  });
});
