// What the gateway itself says no to, in Docker's own error shape: { "message": … }.

/** Thrown by parsers and rules; the listener turns it into an answer. `refused`: a policy said no (not just a missing object). */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly refused = true,
  ) {
    super(message)
    this.name = 'Refusal'
  }
}

/** The request is not understood, or says something that is not served. */
export const bad = (message: string) => new Refusal(400, message)
/** Understood, but not on this machine: the words must teach. */
export const forbidden = (message: string) => new Refusal(403, message)
/** As the engine says it of objects that are not there. Docker clients probe with these, so they are no refusals. */
export const missing = (message: string) => new Refusal(404, message, false)
export const conflict = (message: string) => new Refusal(409, message, false)
export const tooMany = (message: string) => new Refusal(429, message)

/** An error answer of the engine, still with engine names in it. */
export class EngineError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
    this.name = 'EngineError'
  }
}
