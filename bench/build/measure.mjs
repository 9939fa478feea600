// Runs a program and tells what it took.
import { spawnSync } from "node:child_process";

/** Whether a program of this name can be run. */
export const installed = (name) => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;

/** Seconds of wall and CPU time, KiB of memory at the peak, and the phases that `--timings` tells of. */
export function run(command, cwd) {
  const { status, stderr } = spawnSync("/usr/bin/time", ["-f", "took %e %U %S %M", ...command], { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command.join(" ")}\n${stderr.slice(-2000)}`);
  const [wall, user, system, memory] = stderr.match(/^took (.*)$/m)[1].split(" ").map(Number);
  return { wall, cpu: user + system, memory, phases: phases(stderr) };
}

/** The rows of the table of phases: a name and four numbers. */
function phases(text) {
  const rows = text.matchAll(/^([a-z]+) +(\d+\.\d+) +(\d+\.\d+) +(\d+) +\d+$/gm);
  return Array.from(rows, ([, name, wall, threads, items]) => ({ name, wall: Number(wall), threads: Number(threads), items: Number(items) }));
}
