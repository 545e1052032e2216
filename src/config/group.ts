import { ConfigError } from './env.ts'

/** Whether a group of variables is set; set by half is an error that names what is missing. */
export function isSet(
  what: string,
  group: Record<string, string | undefined>,
  optional: string[] = [],
): boolean {
  const present = Object.keys(group).filter((name) => group[name] !== undefined)
  const missing = Object.keys(group).filter((name) => group[name] === undefined && !optional.includes(name))
  if (present.length === 0) return false
  if (missing.length === 0) return true
  throw new ConfigError(
    `${what} is set by half: ${present.join(', ')} without ${missing.join(', ')}. Set all of them, or none.`,
  )
}
