/** Whether capital letters count: only where somebody typed one, as in ripgrep's smart case. */
export function isCaseSensitive(text: string): boolean {
  return text !== text.toLowerCase();
}

/** All ways to write a character in small and capital letters, itself first. Where that takes another length, it is not one. */
export function caseVariants(character: string): readonly string[] {
  const others = [character.toLowerCase(), character.toUpperCase()];
  return [character, ...new Set(others)].filter(
    (one, index, all) => [...one].length === 1 && all.indexOf(one) === index,
  );
}
