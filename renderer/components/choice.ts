import type { ReactNode } from 'react';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly detail?: string;
  /** Before its name, for the eye only. */
  readonly picture?: ReactNode;
}

/** One of a few to be chosen, however they are shown. */
export interface ChooserProps<T extends string> {
  /** The id of what names it. */
  readonly labelledBy: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly isDisabled?: boolean;
  readonly onChoose: (value: T) => void;
}

/** Hands on what React Aria says was chosen, if it is one of them. */
export function passChosen<T extends string>({ choices, onChoose }: ChooserProps<T>): (chosen: unknown) => void {
  return (chosen) => {
    const choice = choices.find(({ value }) => value === chosen);
    if (choice !== undefined) onChoose(choice.value);
  };
}
