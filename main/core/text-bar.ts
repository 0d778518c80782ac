const CELLS = 10;

/** `▰▰▰▰▱▱▱▱▱▱  43 %`: a bar where there are only letters. */
export function textBar(percent: number): string {
  const full = Math.floor((percent / 100) * CELLS);
  return `${'▰'.repeat(full)}${'▱'.repeat(CELLS - full)}  ${percent} %`;
}
