/** A stored object's bytes do not have the hash that names them. */
export class DamagedObjectError extends Error {
  constructor(
    readonly hash: string,
    readonly reason: "missing" | "altered" | "unreadable",
  ) {
    super(`Stored object ${hash} is ${reason}`);
  }
}
