// @ts-check
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './files.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Count
 * @typedef {{ name: string, file: string, args: string[], env?: NodeJS.ProcessEnv, deadlineMs?: number }} Step
 */

const DEADLINE_MS = 10 * 60_000;

/** The path of a tool that npm installed. @param {string} name */
export function tool(name) {
  return join(PROJECT, 'node_modules', '.bin', name);
}

/** The folder of what test runs leave behind. */
export function reportFolder() {
  const folder = join(PROJECT, 'out', 'test');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * Runs a program with its output on ours. Ends with its exit code; 124 when it ran into its deadline.
 * @param {Step} step
 * @returns {Promise<number>}
 */
export function runStep({ name, file, args, env = process.env, deadlineMs = DEADLINE_MS }) {
  const startedAt = performance.now();
  process.stdout.write(`\n── ${name}\n`);
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: PROJECT, env, stdio: ['ignore', 'inherit', 'inherit'] });
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGTERM');
    }, deadlineMs);
    /** @param {number} code */
    const end = (code) => {
      clearTimeout(timer);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      const outcome = isLate
        ? `ran into its deadline of ${deadlineMs / 1000} s`
        : code === 0
          ? 'ok'
          : `exit code ${code}`;
      process.stdout.write(`── ${name}: ${outcome} (${seconds} s)\n`);
      resolve(isLate ? 124 : code);
    };
    child.on('error', (error) => {
      process.stderr.write(`${name}: cannot run ${file}: ${error.message}\n`);
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

/**
 * A check that passes or fails as a whole.
 * @param {Step} step
 * @returns {Promise<Count>}
 */
export async function runCheck(step) {
  const isGood = (await runStep(step)) === 0;
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0 };
}

/**
 * A Vitest run, counted by its own report. A run that dies before it reports counts as one failure, and so does one
 * that reports success but exits with an error (an unhandled rejection, say).
 * @param {Step & { report: string }} step `report` is where its JSON report goes
 * @returns {Promise<Count>}
 */
export async function runVitest(step) {
  rmSync(step.report, { force: true });
  const code = await runStep(step);
  /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} */
  let report;
  try {
    report = JSON.parse(readFileSync(step.report, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const failed = report.numFailedTests === 0 && code !== 0 ? 1 : report.numFailedTests;
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests };
}

/** @param {readonly Count[]} counts @returns {Count} */
export function total(counts) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const count of counts) {
    sum.passed += count.passed;
    sum.failed += count.failed;
    sum.skipped += count.skipped;
  }
  return sum;
}

/** The closing line. @param {Count} count */
export function countLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
