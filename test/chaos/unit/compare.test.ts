import { describe, expect, it } from 'vitest';
import type { SentNotification } from '../../desktop/notifications';
import { exitWith, REQUESTED } from '../../fixtures/exits';
import { compare, type Fault } from '../compare';
import type { Told } from '../told';
import { asked, down, runs, stopped, type Truth, unasked } from '../truth';

const NOTHING: Told = { exits: [], phases: [], sent: [], standing: [], latest: null, before: null };
const KILLED = exitWith({ verdict: { kind: 'killed', signal: 9 } });

function sent(title: string, urgency: SentNotification['urgency'] = 'normal'): SentNotification {
  return {
    id: 1,
    replacesId: 0,
    title: `Hermes gateway ${title}`,
    body: '',
    icon: '',
    urgency,
    progress: null,
    isTransient: false,
    actions: [],
    hasDefaultAction: true,
  };
}

/** What is told of a gateway that was killed and came back. */
const REVIVED: Told = {
  ...NOTHING,
  exits: [KILLED],
  phases: ['reviving', 'starting', 'recovered'],
  sent: [sent('stopped unexpectedly'), sent('is back after 1 s')],
  standing: [sent('is back after 1 s')],
  latest: sent('is back after 1 s'),
};
const DOWN: Told = {
  ...NOTHING,
  exits: [exitWith({ consequence: { kind: 'stays-down', why: { kind: 'prevented', status: 78 } } })],
  phases: ['down'],
  sent: [sent('is down', 'critical')],
  standing: [sent('is down', 'critical')],
  latest: sent('is down', 'critical'),
};
const BACK: Told = { ...REVIVED, exits: DOWN.exits, phases: ['down', 'starting', 'recovered'] };
const LEFT_DOWN = down('✕ Failed', unasked('sigterm-from-outside', 'prevented'));

function kinds(truth: Truth, atRest: Partial<Told>, inTheEnd: Partial<Told> = atRest): readonly Fault['kind'][] {
  const looks = { atRest: { ...NOTHING, ...atRest }, inTheEnd: { ...NOTHING, ...inTheEnd } };
  return [...new Set(compare(truth, looks).map(({ kind }) => kind))];
}

describe('what the app has told', () => {
  it.each<[string, Truth, Told, Told]>([
    ['nothing, of nothing', runs(), NOTHING, NOTHING],
    ['a gateway that was killed and came back', runs(unasked('killed')), REVIVED, REVIVED],
    ['one that stays down, until it was started', LEFT_DOWN, DOWN, BACK],
    [
      'a stop',
      stopped('us'),
      { ...NOTHING, exits: [exitWith(REQUESTED)] },
      { ...NOTHING, exits: [exitWith(REQUESTED)] },
    ],
  ])('is right about %s', (_what, truth, atRest, inTheEnd) => {
    expect(compare(truth, { atRest, inTheEnd })).toEqual([]);
  });

  it('misses an exit that it does not tell, or takes for wanted', () => {
    expect(kinds(runs(unasked('killed')), { ...REVIVED, exits: [] })).toEqual(['missed']);
    expect(kinds(runs(unasked('killed')), { ...REVIVED, exits: [exitWith({ ...KILLED, isExpected: true })] })).toEqual([
      'missed',
    ]);
  });

  it('misses a person whom it does not tell', () => {
    const { latest, standing } = REVIVED;
    expect(kinds(runs(unasked('killed')), { ...REVIVED, sent: [] })).toEqual(['missed']);
    expect(kinds(runs(unasked('killed')), { ...REVIVED, phases: [] })).toContain('missed');
    expect(kinds(LEFT_DOWN, { ...DOWN, latest, standing }, BACK)).toEqual(['missed']);
  });

  it('need not tell each fall of one that keeps falling, as long as that stands', () => {
    const falls = { ...REVIVED, sent: [], latest: sent('keeps stopping'), standing: [sent('keeps stopping')] };
    expect(kinds(runs(unasked('killed')), falls)).toEqual([]);
    expect(kinds(runs(unasked('killed')), { ...falls, latest: null, standing: [] })).toEqual(['missed', 'wrong']);
  });

  it('has to tell that it is over', () => {
    const stillDown = { ...BACK, latest: sent('is down', 'critical') };
    expect(kinds(LEFT_DOWN, DOWN, stillDown)).toEqual(['wrong']);
    expect(kinds(LEFT_DOWN, DOWN, { ...BACK, phases: ['down'] })).toEqual(['wrong']);
  });

  it('is a false alarm where nothing ended, or somebody wanted it', () => {
    const stop = { exits: [exitWith(REQUESTED)] };
    expect(kinds(runs(), { exits: [KILLED] })).toEqual(['false-alarm']);
    expect(kinds(stopped('us'), { exits: [exitWith({ ...REQUESTED, isExpected: false })] })).toEqual(['false-alarm']);
    for (const phase of ['reviving', 'starting', 'recovered', 'ended'] as const) {
      expect(kinds(stopped('us'), { ...stop, phases: [phase] })).toEqual(['false-alarm']);
    }
    for (const title of ['stopped unexpectedly', 'is back after 1 s', 'did not restart', 'is restarting']) {
      expect(kinds(stopped('us'), { ...stop, sent: [sent(title, 'low')] })).toEqual(['false-alarm']);
    }
  });

  it('is a false alarm where it calls one down that comes back', () => {
    const worse = { ...REVIVED, sent: [sent('is down', 'critical'), ...REVIVED.sent] };
    expect(kinds(runs(unasked('killed')), worse)).toEqual(['false-alarm']);
    expect(kinds(runs(unasked('killed')), { ...REVIVED, phases: ['down', ...REVIVED.phases] })).toEqual([
      'false-alarm',
    ]);
  });

  it('may show our own restart, and a minute later that one that kept stopping is back', () => {
    const restart = { exits: [exitWith({ ...REQUESTED, consequence: { kind: 'restarted' } })] };
    const truth: Truth = { ...runs(asked('stopped-on-request', 'us')), isOurRestart: true };
    expect(kinds(truth, { ...restart, sent: [sent('is restarting', 'low')] })).toEqual([]);
    expect(kinds(truth, { ...restart, sent: [sent('did not restart', 'critical')] })).toEqual(['false-alarm']);
    const late = { sent: [sent('is back after 1 s')] };
    expect(kinds(runs(), { ...late, before: sent('keeps stopping') })).toEqual([]);
    expect(kinds(runs(), { ...late, before: sent('is back after 1 s') })).toEqual(['false-alarm']);
  });

  it('is wrong with another verdict, another asker, another consequence, or a second notification', () => {
    expect(kinds(runs(unasked('crashed')), REVIVED)).toEqual(['wrong']);
    expect(kinds(stopped('another-program'), { exits: [exitWith(REQUESTED)] })).toEqual(['wrong']);
    expect(kinds(runs(unasked('killed', 'prevented')), REVIVED)).toEqual(['wrong']);
    expect(kinds({ ...LEFT_DOWN, hasGivenUp: true }, DOWN, BACK)).toEqual(['wrong']);
    const second = { ...REVIVED, standing: [...REVIVED.standing, sent('is down')] };
    expect(kinds(runs(unasked('killed')), second)).toEqual(['wrong']);
  });
});
