import { describe, expect, it } from 'vitest';
import type { AppState } from '../../main/core/state';
import { createStateKeeper } from '../../renderer/state-keeper';
import { appState } from '../fixtures/build';

const NOW = 1000;

/** The main process: its answer and its pushes come when the test says. */
function fakeMain() {
  let push: (state: AppState) => void = () => undefined;
  let answer: (state: AppState) => void = () => undefined;
  let refuse: (error: Error) => void = () => undefined;
  const answered = new Promise<AppState>((resolve, reject) => {
    answer = resolve;
    refuse = reject;
  });
  const keeper = createStateKeeper(
    {
      getState: () => answered,
      onStateChanged(listener) {
        push = listener;
        return () => undefined;
      },
    },
    () => NOW,
  );
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  return { keeper, push: (state: AppState) => push(state), answer, refuse, settle };
}

function revision(number: number): AppState {
  return appState([], { revision: number });
}

describe('createStateKeeper', () => {
  it('waits, then shows the answer', async () => {
    const { keeper, answer, settle } = fakeMain();
    expect(keeper.current()).toEqual({ kind: 'waiting' });
    answer(revision(1));
    await settle();
    expect(keeper.current()).toEqual({ kind: 'known', state: revision(1), at: NOW });
  });

  it('shows a push that comes before the answer, and then ignores the older answer', async () => {
    const { keeper, push, answer, settle } = fakeMain();
    push(revision(5));
    expect(keeper.current()).toMatchObject({ state: revision(5) });
    answer(revision(4));
    await settle();
    expect(keeper.current()).toMatchObject({ state: revision(5) });
  });

  it('follows the pushes after the answer', async () => {
    const { keeper, push, answer, settle } = fakeMain();
    answer(revision(4));
    await settle();
    push(revision(6));
    push(revision(5));
    expect(keeper.current()).toMatchObject({ state: revision(6) });
  });

  it('tells of changes only, until the listener leaves', () => {
    const { keeper, push } = fakeMain();
    let told = 0;
    const leave = keeper.subscribe(() => {
      told += 1;
    });
    push(revision(1));
    push(revision(1));
    expect(told).toBe(1);
    leave();
    push(revision(2));
    expect(told).toBe(1);
  });

  it('says why when the main process refuses, unless a push has come', async () => {
    const refused = fakeMain();
    refused.refuse(new Error('refused'));
    await refused.settle();
    expect(refused.keeper.current()).toEqual({ kind: 'unreachable', reason: 'refused' });
    refused.push(revision(1));
    expect(refused.keeper.current()).toMatchObject({ kind: 'known' });

    const pushed = fakeMain();
    pushed.push(revision(1));
    pushed.refuse(new Error('refused'));
    await pushed.settle();
    expect(pushed.keeper.current()).toMatchObject({ kind: 'known' });
  });
});
