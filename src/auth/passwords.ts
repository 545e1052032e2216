import { availableParallelism } from 'node:os'
import { Argon2id } from 'oslo/password'
import { type Gate, gate } from '../lib/gate.ts'

const argon2id = new Argon2id()

/**
 * A hash takes a core and 19 MB for 30 ms. A core stays free for everybody who does not sign in, and one of the four
 * threads that Node has for this stays free for files.
 */
const turns: Gate = gate(Math.max(1, Math.min(3, availableParallelism() - 1)))

/** An Argon2id hash of some password nobody knows: what an unknown account is checked against. */
const DECOY = argon2id.hash(crypto.randomUUID())

/** The Argon2id hash to store. Waits for its turn; rejects with the reason of `signal` when it is given up before. */
export const hashPassword = (password: string, signal?: AbortSignal): Promise<string> =>
  turns.run(() => argon2id.hash(exact(password)), signal)

/** Whether the password is the one of `hash`. Without a hash it takes as long and is false. */
export const verifyPassword = (
  hash: string | null | undefined,
  password: string,
  signal?: AbortSignal,
): Promise<boolean> =>
  turns.run(async () => {
    const isRight = await argon2id.verify(hash ?? (await DECOY), exact(password))
    return isRight && hash != null
  }, signal)

/** oslo normalises what it hashes, which makes different passwords equal; base64 of the bytes is left alone. */
const exact = (password: string): string => Buffer.from(password, 'utf8').toString('base64')
