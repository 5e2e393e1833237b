import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './paths.mjs';

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env] the whole environment of the child; ours by default
 * @property {boolean} [quiet] keep the output and give it back instead of showing it
 * @property {number} [timeoutMs] the child is killed after this long
 * @property {string} [cwd] folder to run in; the checkout by default
 */

/**
 * @typedef {object} RunResult
 * @property {number} code exit code; 127 when the program does not exist, 1 when a signal ended it
 * @property {string} output what it printed, when `quiet`
 */

/**
 * Runs a program to its end. Never throws for what the program does.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      timeout: options.timeoutMs,
      // On Windows npm and the tools in node_modules/.bin are command files, which only a shell can start.
      shell: process.platform === 'win32' && !path.isAbsolute(program),
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
