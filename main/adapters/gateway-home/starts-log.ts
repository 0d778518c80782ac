const MOST_STARTS = 40;
/** Beyond this a Date is invalid (ECMA-262, time range). */
const LAST_DATE_MS = 8.64e15;

/** `gateway-starts.log`: one start a line, epoch seconds with a fraction. What is no number is passed over. */
export function parseStarts(text: string): readonly number[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^\d+(\.\d+)?$/.test(line))
    .map((line) => Math.round(Number(line) * 1000))
    .filter((milliseconds) => milliseconds > 0 && milliseconds <= LAST_DATE_MS)
    .slice(-MOST_STARTS);
}
