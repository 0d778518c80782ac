// @ts-check

/**
 * Runs a script to its exit code. What it throws is said in its own words where it has an exit code (a set-up that lacks
 * something), and with a stack where it is a bug.
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number') {
      console.error(error.message);
      process.exitCode = error.exitCode;
    } else {
      console.error(error);
      process.exitCode = 1;
    }
  }
}
