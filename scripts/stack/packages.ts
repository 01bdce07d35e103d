/** Programs of the machine that tests run; on Debian as root, those that are missing are installed. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

export const canInstall = (): boolean => process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");

export function installPackage(name: string): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-qq"], { stdio: "ignore", env });
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], { stdio: "ignore", env });
}

const isThere = (command: string): boolean => spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;

/** Each is called like its package. What cannot be installed fails the tests that run it. */
export function provideCommands(...commands: string[]): void {
  for (const command of commands.filter((one) => canInstall() && !isThere(one))) {
    console.log(`▸ Installing ${command} for the tests`);
    installPackage(command);
  }
}
