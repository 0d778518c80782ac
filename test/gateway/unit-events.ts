/** Records what systemd announces about a unit, to compare it with the sequences of the real Hermes. */
import dbus from 'dbus-next';

const SYSTEMD = 'org.freedesktop.systemd1';
const CALL_DEADLINE_MS = 5000;

export interface UnitEvents {
  /** `ActiveState/SubState` of the unit, one entry per change. */
  readonly states: readonly string[];
  /** Names of the units that appeared. */
  readonly appeared: ReadonlySet<string>;
  readonly stop: () => void;
}

export async function recordUnitEvents(unit: string): Promise<UnitEvents> {
  const bus = dbus.sessionBus();
  const states: string[] = [];
  const appeared = new Set<string>();
  const path = `/org/freedesktop/systemd1/unit/${escaped(unit)}`;
  bus.on('message', (message: dbus.Message) => {
    if (message.member === 'UnitNew') appeared.add(String(message.body[0]));
    if (message.member !== 'PropertiesChanged' || message.path !== path) return;
    const changed: Record<string, dbus.Variant | undefined> = message.body[1];
    const active = changed['ActiveState']?.value;
    const state = `${active}/${changed['SubState']?.value}`;
    if (active !== undefined && states.at(-1) !== state) states.push(state);
  });
  const call = async (destination: string, member: string, body: readonly string[]) => {
    const timeout = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`${member}: no answer in ${CALL_DEADLINE_MS} ms`)), CALL_DEADLINE_MS).unref();
    });
    const isBus = destination !== SYSTEMD;
    const request = new dbus.Message({
      destination,
      path: isBus ? '/org/freedesktop/DBus' : '/org/freedesktop/systemd1',
      interface: isBus ? destination : `${SYSTEMD}.Manager`,
      member,
      signature: 's'.repeat(body.length),
      body: [...body],
    });
    await Promise.race([bus.call(request), timeout]);
  };
  await call('org.freedesktop.DBus', 'AddMatch', [`type='signal',sender='${SYSTEMD}'`]);
  await call(SYSTEMD, 'Subscribe', []);
  return { states, appeared, stop: () => bus.disconnect() };
}

/** sd_bus_path_encode. */
function escaped(unit: string): string {
  return unit.replace(/[^A-Za-z0-9]/g, (sign) => `_${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
